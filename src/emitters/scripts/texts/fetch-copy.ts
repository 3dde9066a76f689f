import { CHECKSUM_FILE, DUMP_FILE, MANIFEST_FILE } from "../../../naming/backups.ts";

/** What the first step of a restore runs in the cluster. */
export const FETCH_COPY = `# shellcheck shell=bash
# In the cluster: fetches one copy of a database. The identity of copies may read them and not list them.
set -euo pipefail
# shellcheck source=../prelude.sh
. "$SCRIPTS/prelude.sh"
mkdir -p "$WORK/copy"
cd "$WORK/copy"
for file in ${CHECKSUM_FILE} ${MANIFEST_FILE} ${DUMP_FILE}; do
  run "$file cannot be fetched from s3://$BUCKET/$SOURCE" "the permissions of the ServiceAccount, and the space of the volume at $WORK" \\
    aws s3 cp --only-show-errors "s3://$BUCKET/$SOURCE/$file" "$file"
done
run "the copy s3://$BUCKET/$SOURCE is damaged" "the older versions of these objects" checksums_hold
`;
