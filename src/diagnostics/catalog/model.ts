import { define } from "../define.ts";

export const modelDiagnostics = {
  "model/unknown-reference": define({
    severity: "error",
    message: (p: { what: string; name: string; nearest?: string | undefined; known: readonly string[] }) =>
      `There is no ${p.what} "${p.name}".`,
    why: "A name that leads nowhere would become a URL, a network rule or an alert route that leads nowhere.",
    help: (p) =>
      p.nearest !== undefined
        ? `Did you mean "${p.nearest}"?`
        : p.known.length === 0
          ? `Define the ${p.what} first.`
          : `Define it, or write one of: ${p.known.slice(0, 12).join(", ")}${p.known.length > 12 ? ", …" : ""}.`,
  }),
  "model/self-call": define({
    severity: "error",
    message: (p: { service: string }) => `${p.service} calls itself.`,
    why: "A service that waits for itself to be ready never starts, and a request to itself through the network only adds a way to fail.",
    help: () => "Remove the call, and call the function within the process.",
  }),
  "model/duplicate-entry": define({
    severity: "error",
    message: (p: { list: string; name: string }) => `"${p.name}" stands twice in ${p.list}.`,
    why: "Two entries for one thing may say different things, and only one could apply.",
    help: () => "Remove one of them.",
  }),
  "model/override-hits-nothing": define({
    severity: "error",
    message: (p: { path: string; nearest?: string | undefined; known: readonly string[] }) =>
      `The override of ${p.path} meets nothing.`,
    why: "An override changes what the service or topic itself declares; one that meets nothing is usually a typing mistake that would silently not apply.",
    help: (p) =>
      p.nearest !== undefined
        ? `Did you mean "${p.nearest}"?`
        : p.known.length === 0
          ? "Declare it where the service or topic is defined, then override it here."
          : `Declare it there first, or override one of: ${p.known.slice(0, 12).join(", ")}${p.known.length > 12 ? ", …" : ""}.`,
  }),
  "model/override-without-effect": define({
    severity: "warning",
    message: (p: { path: string; value: string }) =>
      `The override of ${p.path} repeats what already holds: ${p.value}.`,
    why: "It reads as a difference where there is none, and hides the next change of the value it repeats.",
    help: () => "Remove it.",
  }),
  "model/missing-release": define({
    severity: "error",
    message: (p: { service: string; environment: string }) => `${p.service} has no release in ${p.environment}.`,
    why: "Without one nobody knows which image runs, and everything that calls the service would wait for it.",
    help: (p) =>
      `Add releases.${p.environment}.${p.service} with the tag, and in production the digest, of a pushed image.`,
  }),
  "model/missing-section": define({
    severity: "error",
    message: (p: { environment: string; section: string; because: string }) =>
      `Environment ${p.environment} has no "${p.section}", but ${p.because}.`,
    why: "What the service needs would not exist in that environment.",
    help: (p) => `Add environments.${p.environment}.${p.section}.`,
  }),
  "model/reserved-name": define({
    severity: "error",
    message: (p: { name: string; because: string }) => `The name "${p.name}" is taken: ${p.because}.`,
    why: "Two things of one name would be written to the same place.",
    help: () => "Choose another name.",
  }),
  "model/nested-folder": define({
    severity: "error",
    message: (p: { folder: string; other: string }) =>
      p.folder === p.other ? `${p.folder} is already mounted.` : `${p.folder} and ${p.other} lie in each other.`,
    why: "Each is mounted by itself; one would hide what is in the other, or the pod would be refused.",
    help: () =>
      "Keep the outer one, or choose a folder beside it. /etc/secrets, /etc/database and /etc/kafka hold what the compiler mounts.",
  }),
  "model/reserved-variable": define({
    severity: "error",
    message: (p: { variable: string; because: string }) =>
      `config sets ${p.variable}, which the compiler sets: ${p.because}.`,
    why: "The graph would say one thing and the configuration another.",
    help: () => "Remove it from config, and change what it is derived from instead.",
  }),
};
