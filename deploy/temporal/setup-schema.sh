#!/bin/sh
# Makes Temporal's two databases, or brings them to the version of this image. Doing it again changes nothing.
#
# SQL_HOST, SQL_PORT, SQL_USER and SQL_PASSWORD are those that temporal-sql-tool reads itself.
set -eu
: "${SQL_HOST:?}" "${SQL_USER:?}" "${SQL_PASSWORD:?}"
export SQL_PLUGIN=postgres12 SQL_PORT="${SQL_PORT:-5432}"

for database in temporal temporal_visibility; do
  export SQL_DATABASE="$database"
  temporal-sql-tool create-database
  temporal-sql-tool setup-schema --version 0.0
  temporal-sql-tool update-schema --schema-name "postgresql/v12/${database#temporal_}"
done
echo "Temporal's databases are up to date."
