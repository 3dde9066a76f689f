/** What the bytes of a file are: text, or where and why they are not. */
export type DecodedText =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "invalid";
      /** The bytes as well as they can be shown, for code frames. */
      readonly text: string;
      /** The first byte that is wrong. */
      readonly byteOffset: number;
      /** The same place in `text`. */
      readonly offset: number;
      readonly guess: string;
    };

/**
 * Decodes UTF-8. A byte order mark of UTF-8 is accepted and dropped, as some editors write one and it carries
 * no meaning; everything else that is not UTF-8 is refused, UTF-16 by its name.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const utf16 = utf16Mark(bytes);
  if (utf16 !== undefined) {
    return { kind: "invalid", text: decodeAnyhow(bytes), byteOffset: 0, offset: 0, guess: `${utf16} begins` };
  }
  const byteOffset = firstInvalidByte(bytes);
  if (byteOffset === -1) return { kind: "text", text: decodeAnyhow(bytes) };
  return {
    kind: "invalid",
    text: decodeAnyhow(bytes),
    byteOffset,
    offset: decodeAnyhow(bytes.subarray(0, byteOffset)).length,
    guess: `the byte 0x${(bytes[byteOffset] ?? 0).toString(16).padStart(2, "0")} fits no character`,
  };
}

/** Text for showing, whatever the bytes are: what is not UTF-8 becomes U+FFFD. */
export function decodeAnyhow(bytes: Uint8Array): string {
  return new TextDecoder("utf-8").decode(bytes);
}

function utf16Mark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "UTF-16 (little endian)";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "UTF-16 (big endian)";
  return undefined;
}

/** Offset of the first byte that belongs to no well-formed sequence (Unicode 16, table 3-7), or -1. */
function firstInvalidByte(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0;
    const length = lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : 4;
    if (lead >= 0x80 && (lead < 0xc2 || lead > 0xf4)) return at;
    for (let follow = 1; follow < length; follow++) {
      // The second byte excludes overlong forms, surrogates and what is beyond U+10FFFF; out of the file reads as 0.
      const low = follow > 1 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
      const high = follow > 1 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
      const byte = bytes[at + follow] ?? 0;
      if (byte < low || byte > high) return at;
    }
    at += length;
  }
  return -1;
}
