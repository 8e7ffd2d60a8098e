#!/bin/sh
# Makes the namespace with the search attributes of Tempograph, once Temporal answers. One that is there gets the retention
# that is asked for; doing it again changes nothing else.
#
# TEMPORAL_ADDRESS is the one that the temporal command reads itself.
set -eu
: "${TEMPORAL_ADDRESS:?}"
namespace=${TEMPORAL_NAMESPACE:-default}
# How long a closed run can be looked at. What must be known for longer is in Tempograph's own database.
retention=${TEMPORAL_RETENTION:-30d}

# try COMMAND...: again for two minutes, as a server that has just started, and a namespace that is new, take a while
try() {
  left=60
  until said=$("$@" 2>&1); do
    left=$((left - 1))
    [ "$left" -gt 0 ] || { printf '%s\n' "$said" >&2 && return 1; }
    sleep 2
  done
}

exists() { temporal operator namespace describe --namespace "$namespace" >/dev/null 2>&1; }
set_retention() {
  if exists; then
    temporal operator namespace update --namespace "$namespace" --retention "$retention"
  else
    temporal operator namespace create --namespace "$namespace" --retention "$retention"
  fi
}
add_attribute() {
  temporal operator search-attribute create --namespace "$namespace" --name "$1" --type "$2"
}

try temporal operator cluster health
try set_retention
try add_attribute TempographLabels KeywordList
try add_attribute TempographStartedBy Keyword
echo "Namespace $namespace is ready; closed runs stay for $retention."
