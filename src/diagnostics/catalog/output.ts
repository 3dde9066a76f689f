export const outputDiagnostics = {};
