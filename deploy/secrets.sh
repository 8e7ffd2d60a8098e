#!/bin/sh
# Makes a .env for docker compose, with secrets that nobody else has: sh deploy/secrets.sh .env
# One that is there stays as it is. Keep it with your other secrets. What is lost of it cannot be told from the data: TOKEN_SECRET ends all access tokens, CREDENTIALS_KEY
# all tokens of channels, and a password that PostgreSQL was set up with is in its volume.
set -eu
umask 077

[ $# -eq 1 ] || { echo 'Say which file to make: sh deploy/secrets.sh .env' >&2 && exit 2; }
if [ -e "$1" ]; then
  printf '%s is there, and stays as it is: what was set up with its passwords takes no others.\n' "$1" >&2
  exit 1
fi

# Letters and digits alone, so that they can stand in URLs.
hex() { od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'; }

cat >"$1" <<END
# Temporal runs here too. Without the second file TEMPORAL_ADDRESS says where it is.
COMPOSE_FILE=docker-compose.yml:docker-compose.temporal.yml

ADMIN_API_KEY=$(hex 32)
TOKEN_SECRET=$(hex 32)
CREDENTIALS_KEY=$(hex 32)
POSTGRES_PASSWORD=$(hex 20)
AWS_ACCESS_KEY_ID=$(hex 10)
AWS_SECRET_ACCESS_KEY=$(hex 20)
TEMPORAL_POSTGRES_PASSWORD=$(hex 20)

# For --profile langfuse alone.
LANGFUSE_STORE_PASSWORD=$(hex 20)
LANGFUSE_ENCRYPTION_KEY=$(hex 32)
LANGFUSE_SALT=$(hex 16)
LANGFUSE_NEXTAUTH_SECRET=$(hex 32)
# Its first project and user, and that Tempograph traces to it: take the # away before it starts for the first time.
# LANGFUSE_BASE_URL=http://langfuse-web:3000
# LANGFUSE_PUBLIC_KEY=pk-lf-$(hex 16)
# LANGFUSE_SECRET_KEY=sk-lf-$(hex 16)
# LANGFUSE_USER_EMAIL=you@example.com
# LANGFUSE_USER_PASSWORD=$(hex 10)
END
