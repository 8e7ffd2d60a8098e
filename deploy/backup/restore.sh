#!/usr/bin/env bash
# Puts what backup.sh has written back, into a database that is there and empty: restore.sh FILE
# All of it or, when anything goes wrong, nothing. Rights of other users are not restored: docs/OPERATE.md has them.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/connection.sh"

file=${1:?Usage: restore.sh FILE}
[[ -f $file ]] || { echo "$file: There is no such file." >&2; exit 1; }

tables=$(psql --no-psqlrc --tuples-only --no-align --dbname="$address" --command="SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")
if [[ $tables != 0 ]]; then
  echo "DATABASE_URL: The database has $tables tables. Restore into an empty one, so that nothing is overwritten." >&2
  exit 1
fi
pg_restore --exit-on-error --single-transaction --no-owner --no-acl --dbname="$address" "$file"
echo "$file is restored."
