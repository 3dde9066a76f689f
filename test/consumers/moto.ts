import { execFileSync, spawn } from "node:child_process";
import { createServer } from "node:net";
import { delimiter } from "node:path";
import { setTimeout } from "node:timers/promises";
import { findTool, toolsFolder } from "./judge.ts";

/** An AWS on loopback: S3, EKS and others, as moto has them. */
export interface Moto extends AsyncDisposable {
  /** What clients find it by. */
  readonly variables: Readonly<Record<string, string>>;
  /** Runs the AWS CLI on it, and gives what it prints. */
  readonly aws: (...parameters: readonly string[]) => string;
}

/** Starts one, and stops it when it is disposed of. */
export async function motoServer(): Promise<Moto> {
  const endpoint = `http://127.0.0.1:${await freePort()}`;
  const path = [toolsFolder, process.env.PATH].join(delimiter);
  const variables = {
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_DEFAULT_REGION: "us-west-2",
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ENDPOINT_URL_STS: endpoint,
  };
  const server = spawn(findTool("moto_server") ?? "moto_server", ["-H", "127.0.0.1", "-p", new URL(endpoint).port], {
    env: { PATH: path },
    stdio: "ignore",
  });
  const moto: Moto = {
    variables,
    aws: (...parameters) =>
      execFileSync(findTool("aws") ?? "aws", parameters, {
        env: { PATH: path, ...variables },
        encoding: "utf8",
        stdio: "pipe",
      }),
    [Symbol.asyncDispose]: async () => {
      server.kill();
    },
  };
  for (let attempt = 0; attempt < 600 && server.exitCode === null; attempt++) {
    const isThere = await fetch(`${endpoint}/moto-api/`).then(
      () => true,
      () => false,
    );
    if (isThere) return moto;
    await setTimeout(100);
  }
  server.kill();
  throw new Error(`nothing answers at ${endpoint}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
