export const graphDiagnostics = {};
