import { Buffer } from "node:buffer";
import { readHeldData } from "./held-data.ts";
import { asLf, type Mark, readMark, sha256 } from "./mark.ts";
import type { HeldData } from "./output-file.ts";
import { type OwnedList, readList } from "./owned-list.ts";

/** What the plan has to know of a file's bytes, so that 60,000 files need not be held at once. */
export interface Fingerprint {
  readonly sha256: string;
  /** The same after CRLF became LF and a byte order mark was dropped. */
  readonly sha256AsLf: string;
  readonly mark?: Mark;
  /** Only for the lists of owned files. */
  readonly list?: OwnedList;
  /** What goes when the file goes; left out where that is nothing. */
  readonly held?: readonly HeldData[];
}

export function fingerprint(bytes: Uint8Array, isList: boolean): Fingerprint {
  const digest = sha256(bytes);
  const lf = asLf(bytes);
  const mark = readMark(bytes);
  const held = mark && readHeldData(bytes);
  return {
    sha256: digest,
    sha256AsLf: lf === bytes ? digest : sha256(lf),
    ...(mark && { mark }),
    ...(held?.length && { held }),
    ...(isList && { list: readList(Buffer.from(bytes).toString()) }),
  };
}
