/** Bounds on a spec file. Real specs stay a hundred times below; beyond them a file is an accident or an attack. */
export const limits = {
  /** Bytes of one file. */
  bytes: 1024 * 1024,
  /** Levels of nested maps and lists. */
  depth: 64,
  /** Diagnostics shown for one file. */
  diagnostics: 100,
} as const;
