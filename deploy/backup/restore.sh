#!/bin/sh
# Restores a file of backup.sh, whole or not at all, into a database that has nothing in it yet: sh restore.sh FILE
#
# The database is that of PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE, as for backup.sh. Everything will belong to PGUSER;
# what other users were granted has to be granted anew. Ends with 1 when nothing was restored.
set -eu

fail() {
  printf 'Nothing was restored: %s\n' "$1" >&2
  exit 1
}
ask() { psql --no-psqlrc --no-password --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --command="$1"; }

[ $# -eq 1 ] || fail 'Say which file: sh restore.sh FILE.'
file=$1
[ -f "$file" ] && [ -r "$file" ] || fail "$file is no file that can be read."
[ -n "${PGDATABASE:-}" ] || fail 'PGDATABASE must name the database, as PGHOST and PGUSER do its server and user.'
contents=$(pg_restore --list "$file") || fail "$file is not a backup, a part of one, or made by a newer pg_dump."
case $contents in
*' TABLE DATA public migrations '*) ;;
*) fail "$file is a backup of something else than Tempograph." ;;
esac

# Tables, views and sequences, but for those that belong to extensions, which some servers put into every database.
there=$(ask "SELECT count(*) FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
  AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema$)'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')") ||
  fail "The database $PGDATABASE cannot be asked."
[ "$there" -eq 0 ] ||
  fail "The database $PGDATABASE is not empty, it has $there tables, views and sequences. Make a new one for the backup."

# In the background, as a signal would otherwise end this script alone, and nobody would hear what became of the rest.
restoring=
trap 'kill "$restoring" 2>/dev/null || :' HUP INT TERM
pg_restore --single-transaction --exit-on-error --no-owner --no-privileges --no-password --dbname="$PGDATABASE" "$file" &
restoring=$!
# Twice, as a signal ends the first wait, and not what is waited for.
wait "$restoring" || wait "$restoring" || fail 'pg_restore says why.'
trap '' HUP INT TERM # what is left takes moments, and has to be done
# The migration has taken this from the owner of the tables, who is another one now. A trigger refuses it as well.
ask 'REVOKE UPDATE, DELETE, TRUNCATE ON public.audit_log FROM CURRENT_USER' ||
  printf 'It is restored, but not as it was: run REVOKE UPDATE, DELETE, TRUNCATE ON audit_log FROM CURRENT_USER in %s.\n' "$PGDATABASE" >&2
# A backup has no statistics: without them the first queries would be slow.
ask 'SET client_min_messages = error; ANALYZE' ||
  printf 'It is restored, but not analyzed: run ANALYZE in %s.\n' "$PGDATABASE" >&2
printf '%s is restored into %s. Read "After a restore" in docs/DEPLOY.md before workers start.\n' "$file" "$PGDATABASE"
