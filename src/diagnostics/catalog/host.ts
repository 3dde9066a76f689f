import { define } from "../define.ts";

export const hostDiagnostics = {
  "host/symlink": define({
    severity: "error",
    message: (p: { path: string }) => `${p.path} is a symbolic link`,
    why: "Writing through a link could change files outside the repository, so FinFlow never follows one.",
    help: () => "Replace the link by the folder or file it points to, or delete it.",
  }),
  "host/not-a-folder": define({
    severity: "error",
    message: (p: { path: string }) => `${p.path} has to be a folder, but something else stands there`,
    why: "The files below it cannot be written, and FinFlow does not delete what it does not own.",
    help: () => "Move what stands there elsewhere.",
  }),
  "host/not-a-file": define({
    severity: "error",
    message: (p: { path: string }) => `${p.path} has to be a file, but something else stands there`,
    why: "The file cannot be written, and FinFlow does not delete what it does not own.",
    help: () => "Move what stands there elsewhere.",
  }),
  "host/unreadable": define({
    severity: "error",
    message: (p: { path: string; reason: string }) => `${p.path} cannot be read: ${p.reason}`,
    why: "FinFlow cannot tell whether it owns what stands there, so it does not write over it.",
    help: () => "Give the user that runs FinFlow the right to read it, or move it elsewhere.",
  }),
  "host/unreadable-skipped": define({
    severity: "warning",
    message: (p: { path: string; reason: string }) => `${p.path} cannot be read and was skipped: ${p.reason}`,
    why: "A file of FinFlow that the spec no longer wants may stay there unnoticed.",
    help: () => "Give the user that runs FinFlow the right to read it, or move it out of the output folders.",
  }),
  "host/write-failed": define({
    severity: "error",
    message: (p: { path: string; reason: string; written: number; planned: number }) =>
      `${p.path} could not be written: ${p.reason}. ${p.written} of ${p.planned} changes were made`,
    why: "The run stopped here. Every file is whole, either as it was before or as it should be; none is half written.",
    help: () => "Remove the cause and run again: the next run makes the changes that are left.",
  }),
  "host/locked": define({
    severity: "error",
    message: (p: { seconds: number }) => `another run is writing here, and did not finish within ${p.seconds} s`,
    why: "Two runs that write at once could leave a mixture of two states of the spec.",
    help: () =>
      "Wait for the other run, or end it, and run again. The lock vanishes with its process; nothing has to be deleted.",
  }),
  "host/changed-meanwhile": define({
    severity: "error",
    message: (p: { path: string }) => `${p.path} was changed by another program while FinFlow was writing`,
    why: "Writing it would lose that change without anyone having looked at it.",
    help: () => "Look at the file and run again.",
  }),
  "host/other-file-system": define({
    severity: "error",
    message: (p: { path: string }) => `${p.path} lies on another file system than the repository`,
    why: "A file can be replaced in one step only within one file system; otherwise a crash could leave half a file.",
    help: () => "Mount the repository as a whole instead of single folders below it.",
  }),
};
