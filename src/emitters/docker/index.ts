import { DOCKER_PATH } from "../../naming/images.ts";
import type { Emitter } from "../emitter.ts";
import { emitDocker } from "./emit.ts";

/** Dockerfiles, and what builds, signs and carries on their images. */
export const docker: Emitter = {
  id: "docker",
  owns: [`${DOCKER_PATH}/`],
  emit: emitDocker,
};
