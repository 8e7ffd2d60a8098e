#!/bin/sh
# Has backup.sh make a backup a day, for ever; one that fails is tried again. What counts is the age of the newest file, so
# that a restart neither adds one nor puts one off. `daily.sh check` ends with 1 when a backup is two hours overdue.
set -eu
folder=${BACKUP_DIR:-/backups}

# made_within MINUTES
made_within() {
  [ -n "$(find "$folder" -maxdepth 1 -name 'tempograph-*Z.dump' -mmin "-$1")" ]
}

if [ "${1:-}" = check ]; then
  made_within 1560 && exit 0
  printf 'The newest backup in %s is older than 26 hours, or there is none.\n' "$folder" >&2
  exit 1
fi

# In the background, as a signal would otherwise wait for their end.
child=
trap 'kill "$child" 2>/dev/null || :; exit 0' HUP INT TERM
while :; do
  if ! made_within 1440; then
    sh "$(dirname "$0")/backup.sh" &
    child=$!
    wait "$child" || echo 'It is tried again in five minutes.' >&2
  fi
  sleep 300 &
  child=$!
  wait "$child"
done
