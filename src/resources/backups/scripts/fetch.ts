import { CHECKSUM_FILE, DUMP_FILE, MANIFEST_FILE } from "../../../naming/backups.ts";
import { START } from "./prelude.ts";

/** Fetches the newest complete copy into \`$WORK/copy\`. */
export const FETCH = `${START}
keys="$(run "the copies cannot be listed" "the bucket $BUCKET, and the permissions of the ServiceAccount" \\
  aws s3api list-objects-v2 --bucket "$BUCKET" --prefix "$COPIES" --output text \\
  --query "Contents[?ends_with(Key, '/${CHECKSUM_FILE}')].[Key]")"
newest=""
while read -r key; do
  # Of an empty bucket the list is the word None.
  if [[ "$key" == "$COPIES"* && "$key" > "$newest" ]]; then newest="$key"; fi
done <<<"$keys"
[[ -n "$newest" ]] ||
  fail "there is no complete copy below s3://$BUCKET/$COPIES; look at the last Jobs of the backup"

source="\${newest%/*}"
mkdir -p "$WORK/copy"
cd "$WORK/copy"
for file in ${CHECKSUM_FILE} ${MANIFEST_FILE} ${DUMP_FILE}; do
  run "$file cannot be fetched from s3://$BUCKET/$source" "the permissions of the ServiceAccount, and the space of the volume at $WORK" \\
    aws s3 cp --only-show-errors "s3://$BUCKET/$source/$file" "$file"
done
run "the copy s3://$BUCKET/$source is damaged" "the older versions of these objects" checksums_hold
printf '%s' "$source" >"$WORK/source"
echo "fetched s3://$BUCKET/$source"
`;
