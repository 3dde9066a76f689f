import { HEAD, makeFolders, tail } from "./parts.ts";

/** Exits with 0 where the path given as argument answers. `fetch` is Node's own. */
const PROBE =
  'const { argv, env, exit } = process; fetch("http://127.0.0.1:" + env.PORT + argv[1]).then(({ ok }) => exit(ok ? 0 : 1), () => exit(1))';

/** A Node service: `npm run build` if there is such a script, then what `main` of package.json names. */
export const NODE = `${HEAD}FROM {{builder}} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm \\
    --mount=type=secret,id=npmrc,target=/root/.npmrc \\
    npm ci --ignore-scripts
COPY . .
RUN npm run build --if-present && \\
    npm prune --omit=dev --ignore-scripts

FROM {{base}}
RUN ${makeFolders()}
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build --chown={{user}}:{{group}} /app/ ./
${tail("SIGTERM", ["node", "--eval", PROBE], ["node", "."])}`;
