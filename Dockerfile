# syntax=docker/dockerfile:1

# One image for every RUN_MODE. Debian, because Temporal's core is built for glibc.
ARG BASE=node:24-trixie-slim

FROM ${BASE} AS build
WORKDIR /app
COPY . .
RUN --mount=type=cache,target=/root/.npm npm run build

FROM ${BASE} AS modules
WORKDIR /app
COPY package.json package-lock.json ./
COPY deploy/prune-modules.mjs deploy/
RUN --mount=type=cache,target=/root/.npm \
    npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
    && node deploy/prune-modules.mjs node_modules

FROM ${BASE}
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates ffmpeg tini \
    && rm -rf /var/lib/apt/lists/* \
    && ln -s /app/tools/tempograph.mjs /usr/local/bin/tempograph
WORKDIR /app
# Of memory that threads give back, glibc keeps the more the more arenas it has: after some videos a worker had 700 MB with eight
# for each processor, and 450 with two. What has 64 KB and more, as most that comes from storage, it gets from the system and
# gives back there: in the heap it left holes of 60 MB and more, between what lives longer. An API is no slower by it.
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=2 \
    MALLOC_MMAP_THRESHOLD_=65536 \
    HOST=0.0.0.0 \
    PORT=4000 \
    WORKFLOW_BUNDLE=/app/dist/workflow-bundle.cjs \
    SCHEDULES_FILE=/app/deploy/schedules/schedules.yaml
COPY package.json ./
COPY drizzle drizzle
COPY tools/tempograph.mjs tools/
COPY deploy deploy
COPY --from=modules /app/node_modules node_modules
COPY --from=build /app/dist dist
# Last, as it is another one at every commit. Empty: the program makes one of its version and workflows.
ARG BUILD_ID=
ENV BUILD_ID=${BUILD_ID}
USER node
EXPOSE 4000
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=3 CMD ["tempograph", "health"]
ENTRYPOINT ["tini", "--", "/app/deploy/entrypoint.sh"]
