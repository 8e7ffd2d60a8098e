# syntax=docker/dockerfile:1

# Temporal's own images, with what docker-compose.temporal.yml mounts: Coolify does not mount files of the repository.
ARG TEMPORAL_VERSION=1.31.2

FROM temporalio/admin-tools:${TEMPORAL_VERSION} AS tools
COPY deploy/temporal /deploy

FROM temporalio/server:${TEMPORAL_VERSION} AS server
COPY deploy/temporal /deploy
