# For backup.sh and restore.sh: makes of DATABASE_URL an address without its password, which everyone who lists processes would
# see otherwise, and PGPASSWORD.
: "${DATABASE_URL:?Set it to the database: postgres://user:password@host:5432/database}"

scheme=${DATABASE_URL%%://*}
rest=${DATABASE_URL#*://}
address=$DATABASE_URL
if [[ ${rest%%/*} == *@* ]]; then
  account=${rest%%@*}
  address="$scheme://${account%%:*}@${rest#*@}"
  if [[ $account == *:* ]]; then
    password=${account#*:}
    printf -v PGPASSWORD '%b' "${password//%/\\x}"
    export PGPASSWORD
  fi
fi
