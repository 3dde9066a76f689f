export const sourceDiagnostics = {};
