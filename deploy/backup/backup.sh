#!/usr/bin/env bash
# Writes the database of DATABASE_URL into a file of its own in BACKUP_DIR, and removes the oldest of its files beyond BACKUP_KEEP.
# A file with a name that ends in .dump is whole: it gets that name once it was written and read again from one end to the other.
#
# Needs pg_dump and pg_restore, not older than the server. Others may go on using the database meanwhile.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/connection.sh"

folder=${BACKUP_DIR:-/backups}
keep=${BACKUP_KEEP:-14}
[[ $keep =~ ^[1-9][0-9]*$ ]] || { echo "BACKUP_KEEP: Must be how many files to keep, 1 or more; it is $keep." >&2; exit 1; }

database=${address##*/}
database=${database%%\?*}
umask 077 # keys, and what people have written, are in it
mkdir -p "$folder"
file="$folder/$database-$(date -u +%Y%m%dT%H%M%SZ).dump"
trap 'rm -f "$file.partial"' EXIT

pg_dump --format=custom --dbname="$address" --file="$file.partial"
pg_restore --file=/dev/null "$file.partial"
mv "$file.partial" "$file"
echo "$file"

# Their names sort by time.
files=("$folder/$database"-[0-9]*T[0-9]*Z.dump)
for ((n = 0; n < ${#files[@]} - keep; n++)); do rm -f "${files[n]}"; done
