#!/bin/sh
# Runs the mode that RUN_MODE names, once all is set that it cannot do without. A command instead of options is run as it
# is: `docker compose run --rm api tempograph keys list`.
set -eu

case ${1:-} in
'' | -*) ;;
*) exec "$@" ;;
esac

mode=${RUN_MODE:-all}
missing=

# need NAME 'what to set it to'
need() {
  eval "value=\${$1:-}"
  [ -n "$value" ] || missing="$missing$1: $2
"
}

need_database() {
  need DATABASE_URL 'Set it to a PostgreSQL database: postgres://user:password@host:5432/database.'
}
need_temporal() {
  # Settings of Temporal's own, in a file, say where it is as well.
  [ -n "${TEMPORAL_PROFILE:-}${TEMPORAL_CONFIG_FILE:-}" ] ||
    need TEMPORAL_ADDRESS 'Set it to host:port of a Temporal server. In a container 127.0.0.1 is the container itself.'
}
need_storage() {
  need S3_BUCKET 'Set it to the bucket for uploads, results and intermediate objects.'
}
need_signing() {
  need TOKEN_SECRET 'Set it to a secret that access tokens are signed with, the same on every API: `openssl rand -hex 32`.'
}

case $mode in
api | all) need_database && need_temporal && need_storage && need_signing ;;
worker) need_temporal && need_storage ;;
scheduler)
  need_database && need_temporal && need_storage
  need SCHEDULES_FILE 'Set it to the path of the file of schedules.'
  ;;
migrate) need_database ;;
doctor) ;; # says itself what is missing
*) missing="RUN_MODE: Must be one of api, worker, scheduler, all, migrate and doctor; it is $mode.
" ;;
esac

if [ -n "$missing" ]; then
  printf 'RUN_MODE=%s cannot start:\n%s' "$mode" "$missing" >&2
  exit 1
fi

# V8 keeps up to 48 MB for what is new in each thread, and a worker has many. What is set already comes later, and counts.
[ "$mode" != worker ] || export NODE_OPTIONS="--max-semi-space-size=2${NODE_OPTIONS:+ $NODE_OPTIONS}"

exec node "$(dirname "$0")/../dist/src/main.js" "$@"
