import type { GraphQLSchema } from 'graphql';
import { createDashboard } from './http/dashboard/dashboard.ts';
import { dashboardFolder } from './http/dashboard/folder.ts';
import { createDecide } from './http/decide/decide.ts';
import { createStreamPlaces } from './http/streams/stream-places.ts';
import { createHttpServer, type HttpServer } from './http/http-server.ts';
import type { Checks } from './http/health.ts';
import { createListener } from './http/listener.ts';
import { createEvents } from './http/streams/events.ts';
import { createHub } from './http/streams/hub.ts';
import { streamLimits, type StreamLimits } from './http/streams/limits.ts';
import { createForeignLog } from './http/origin.ts';
import { createMaskError } from './http/operations/mask-error.ts';
import { createOperationLog } from './http/operations/operation-log.ts';
import { createPlaygroundPage } from './http/playground-page.ts';
import { createSessions } from './http/streams/sessions.ts';
import { createSockets } from './http/streams/sockets.ts';
import { createStreams } from './http/streams/streams.ts';
import { createGraphql } from './http/operations/yoga.ts';
import { isLocal } from './platform/loopback.ts';
import type { Settings } from './platform/env.ts';
import type { Log } from './platform/log.ts';
import { createMetrics, type Metrics } from './platform/metrics/metrics.ts';
import { createFailures } from './services/access/failures.ts';
import type { Gate } from './services/access/gate.ts';
import type { Services } from './services/services.ts';

export interface AppDependencies {
  schema: GraphQLSchema;
  services: Services;
  settings: Settings['http'];
  /** Attempts a minute with links that are none, for each address. */
  failureLimit: number;
  gate: Gate;
  log: Log;
  ready(): Promise<Checks>;
  /** The folder of the dashboard. Default: where `npm run build` puts it. */
  dashboard?: string;
  /** Where browsers find storage. */
  storageOrigins?: readonly string[];
  limits?: StreamLimits;
  /** Default: one of its own, which listens when it is told to. */
  server?: HttpServer;
  /** Default: its own. */
  metrics?: Metrics;
}

/** The API: GraphQL over HTTP, SSE and WebSocket, and the health endpoints. */
export function createApp(dependencies: AppDependencies) {
  const { settings, failureLimit, gate, log, limits = streamLimits } = dependencies;
  const { server = createHttpServer(settings, log), metrics = createMetrics(log) } = dependencies;
  const maskError = createMaskError(log);
  const begin = createOperationLog(log, metrics);
  const graphql = createGraphql({ ...dependencies, begin, maskError });
  const streams = createStreams(limits, metrics);
  const sessions = createSessions(streams, gate, log);
  const hub = createHub(graphql, maskError);
  const foreign = createForeignLog(log);
  const places = createStreamPlaces(settings);
  const common = { graphql, hub, streams, places, limits, settings, gate, maskError, begin, foreign, log };
  const events = createEvents(common);
  const playground = createPlaygroundPage(dependencies.schema, isLocal(settings), settings.notice);
  const dashboard = createDashboard({
    folder: dependencies.dashboard ?? dashboardFolder(),
    storageOrigins: dependencies.storageOrigins ?? [],
    notice: settings.notice,
  });
  const { approvals, audit } = dependencies.services;
  const decide = createDecide({ approvals, audit, failures: createFailures(audit, failureLimit), gate, settings, log });
  const listener = createListener({
    ...dependencies,
    metrics,
    decide,
    playground,
    dashboard,
    foreign,
    graphql,
    events,
    stopping: streams.stopping,
  });
  server.answer(listener, createSockets(common));
  return {
    /** Resolves to the address once connections are accepted. */
    listen: server.listen,
    async close() {
      sessions.close();
      await streams.close();
      await server.close();
      await graphql.dispose();
    },
  };
}
