import { HEAD, makeFolders, tail } from "./parts.ts";

/** Exits with 0 where the path given as argument answers; an answer that is no success is an exception. */
const PROBE =
  'import os, sys, urllib.request; urllib.request.urlopen("http://127.0.0.1:" + os.environ["PORT"] + sys.argv[1], timeout=4)';

/** A Python service: wheels that requirements.txt names with their hashes, and the package `app`, which runs as a module. */
export const PYTHON = `${HEAD}FROM {{builder}} AS build
WORKDIR /app
RUN python -m venv --without-pip /venv
COPY requirements.txt ./
RUN --mount=type=cache,target=/root/.cache/pip \\
    --mount=type=secret,id=pip-config,target=/root/.config/pip/pip.conf \\
    pip --python /venv install --require-hashes --only-binary :all: --requirement requirements.txt
COPY . .

FROM {{base}}
RUN ${makeFolders()}
WORKDIR /app
ENV PATH=/venv/bin:$PATH \\
    PYTHONDONTWRITEBYTECODE=1 \\
    PYTHONUNBUFFERED=1
COPY --from=build /venv/ /venv/
COPY --from=build --chown={{user}}:{{group}} /app/ ./
${tail("SIGTERM", ["python", "-c", PROBE], ["python", "-m", "app"])}`;
