import { numberOf } from "../cdktn.ts";

/** `count` of what all databases share: it is there where there is a database. */
export const ANY = numberOf("length(var.databases) > 0 ? 1 : 0");
