export const modelDiagnostics = {};
