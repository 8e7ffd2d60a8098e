#!/bin/sh
# Adds a backup of Tempograph's database to BACKUP_DIR (/backups), and deletes the oldest beyond the BACKUP_KEEP (14) newest.
#
# The database is that of PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE, which its programs read themselves: an address
# with a password among their arguments could be read in the list of processes. They must not be older than the server.
# A backup has its name once it is whole. Ends with 1 when there is none, and then deletes none either.
set -eu
# It holds hashes of keys, and all that people were shown.
umask 077
# The order of names is that of time.
export LC_ALL=C

fail() {
  printf 'There is no new backup: %s\n' "$1" >&2
  exit 1
}

folder=${BACKUP_DIR:-/backups}
keep=${BACKUP_KEEP:-14}
case $keep in
0* | *[!0-9]*) fail "BACKUP_KEEP must be a whole number of at least 1; it is $keep." ;;
esac
[ -n "${PGDATABASE:-}" ] || fail 'PGDATABASE must name the database, as PGHOST and PGUSER do its server and user.'
mkdir -p "$folder" || fail "The folder $folder cannot be made."

# What a backup that was killed has left. One that goes on writes all the time.
find "$folder" -maxdepth 1 -name '.tempograph-*.part' -mmin +60 -exec rm -f {} +

part=$(mktemp "$folder/.tempograph-XXXXXX.part") || fail "The folder $folder cannot be written to."
trap 'rm -f "$part"' EXIT
trap 'exit 1' HUP INT TERM

pg_dump --format=custom --no-password --lock-wait-timeout=60s --file="$part" || fail 'pg_dump says why.'
# From one end to the other, as a restore would.
pg_restore --file=/dev/null "$part" || fail 'What was written cannot be read.'
file=$folder/tempograph-$(date -u +%Y%m%dT%H%M%SZ).dump
mv -f "$part" "$file" || fail "It cannot be named $file."
printf '%s has %s bytes.\n' "$file" "$(wc -c <"$file" | tr -d ' ')"

# Of this form alone: a backup that somebody has renamed is theirs.
set -- "$folder"/tempograph-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]T[0-9][0-9][0-9][0-9][0-9][0-9]Z.dump
while [ $# -gt "$keep" ]; do
  rm -f "$1" || { printf 'The old backup %s cannot be deleted.\n' "$1" >&2 && exit 1; }
  printf '%s is deleted: the newest %s are kept.\n' "$1" "$keep"
  shift
done
