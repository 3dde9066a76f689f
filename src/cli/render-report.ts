import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Host } from "../host/host.ts";
import { decodeAnyhow } from "../source/decode-text.ts";
import { limits } from "../source/limits.ts";
import type { LocatedDocument } from "../source/located-document.ts";
import { type CliIo, hasColour } from "./cli-io.ts";
import { readPage } from "./pages.ts";
import { renderGithub } from "./render/github.ts";
import { renderJson } from "./render/json.ts";
import { renderSarif } from "./render/sarif.ts";
import { renderText } from "./render/text.ts";
import type { Format } from "./spec-options.ts";
import { readVersion } from "./version.ts";

export interface Report {
  readonly diagnostics: readonly Diagnostic[];
  readonly documents: readonly LocatedDocument[];
  /** Further members of the JSON output. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Diagnostics in the format that was asked for. */
export function renderReport({ diagnostics, documents, more }: Report, format: Format, io: CliIo, host: Host): string {
  switch (format) {
    case "text":
      return renderText(diagnostics, {
        sources: sourcesOf(documents, host),
        colour: hasColour(io),
        width: io.columns,
      });
    case "json":
      return renderJson(diagnostics, more);
    case "sarif":
      return renderSarif(diagnostics, { version: readVersion(), pages: readPage });
    case "github":
      return renderGithub(diagnostics);
  }
}

/** Texts for code frames: as they were parsed; for a file that could not be, as it stands on disk. */
function sourcesOf(documents: readonly LocatedDocument[], host: Host): (file: string) => string | undefined {
  const texts = new Map<string, string | undefined>(documents.map(({ file, text }) => [file, text]));
  return (file) => {
    if (!texts.has(file)) {
      const read = host.read(file, limits.bytes);
      texts.set(file, read.kind === "file" ? decodeAnyhow(read.bytes) : undefined);
    }
    return texts.get(file);
  };
}
