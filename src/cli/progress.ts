import { type CliIo, hasProgress } from "./cli-io.ts";
import { displayWidth } from "./render/display-width.ts";

/** What is being done right now, on one line of the terminal. */
export interface Progress {
  step(text: string): void;
  /** Removes the line. */
  done(): void;
}

/** Progress on standard error; silent where nobody watches. */
export function createProgress(io: CliIo): Progress {
  if (!hasProgress(io)) return { step: () => {}, done: () => {} };
  let shown = 0;
  const rewrite = (text: string) => {
    const width = displayWidth(text);
    io.stderr(`\r${text}${" ".repeat(Math.max(0, shown - width))}`);
    shown = width;
  };
  return {
    step: rewrite,
    done: () => {
      if (shown === 0) return;
      rewrite("");
      io.stderr("\r");
    },
  };
}
