import { CHECKSUM_FILE, DUMP_FILE, MANIFEST_FILE } from "../../../naming/backups.ts";
import { START } from "./prelude.ts";

/**
 * Stores the copy in \`$WORK/copy\`. The checksums go last, after all that they are of was read back: whatever ends this
 * before leaves nothing that looks complete.
 */
export const UPLOAD = `${START}
stored_checksum() {
  aws s3 cp --only-show-errors "$1" - | sha256sum
}

cd "$WORK/copy"
run "the copy is not what was dumped" "the volume at $WORK" checksums_hold
target="s3://$BUCKET/$COPIES$(<"$WORK/taken")"
for file in ${DUMP_FILE} ${MANIFEST_FILE}; do
  store "$file" "$target/$file"
done
while read -r expected file; do
  stored="$(run "$file cannot be read back from $target" "the permissions of the ServiceAccount" stored_checksum "$target/$file")"
  [[ "\${stored%% *}" == "$expected" ]] ||
    fail "$target/$file is not what was sent; look at who else writes to the bucket, and start the Job again"
done <${CHECKSUM_FILE}
store ${CHECKSUM_FILE} "$target/${CHECKSUM_FILE}"
echo "stored $target"
`;
