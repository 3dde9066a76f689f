import { START } from "./prelude.ts";

/** Stores what the drill found. Its Job succeeds with this, so the record is there whenever the metric says so. */
export const RECORD = `${START}
store "$WORK/record.json" "s3://$BUCKET/$DRILLS$(date -u +%Y%m%dT%H%M%SZ).json"
`;
