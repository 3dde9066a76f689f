export const hostDiagnostics = {};
