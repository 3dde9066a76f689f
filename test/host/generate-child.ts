import process from "node:process";
import { run } from "../../src/cli/run.ts";
import { createNodeHost } from "../../src/host/node-host.ts";

// The command line itself, but for one thing: generate-child.ts <root> <step> dies by SIGKILL before that change of the
// file system. Without dying it prints how many changes there were.
const [root = "", dieAt = "-1"] = process.argv.slice(2);
let steps = 0;
process.exitCode = await run(["generate", "--root", root], {
  stdout: (text) => void process.stderr.write(text),
  stderr: () => {},
  env: {},
  cwd: root,
  stdoutIsTerminal: false,
  stderrIsTerminal: false,
  columns: 100,
  openHost: (folder) =>
    createNodeHost(folder, {
      sync: false,
      onStep: ({ phase }) => {
        if (phase === "after") return;
        if (steps === Number(dieAt)) process.kill(process.pid, "SIGKILL");
        steps++;
      },
    }),
});
process.stdout.write(String(steps));
