# syntax=docker/dockerfile:1

# PostgreSQL's own image, for its pg_dump, with the scripts: Coolify does not mount files of the repository.
FROM postgres:18-trixie
COPY deploy/backup /deploy
