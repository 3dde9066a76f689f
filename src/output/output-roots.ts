/** The top folders FinFlow writes to. What it owns is found by searching them, so nothing is written elsewhere. */
export const OUTPUT_ROOTS: readonly string[] = ["argocd", "envs", "generated", "terraform"];

/** Folders of other tools, often huge and full of copies: neither searched nor written, wherever they are. */
export const NEVER_ENTERED: ReadonlySet<string> = new Set([".finflow", ".git", ".terraform", "node_modules"]);
