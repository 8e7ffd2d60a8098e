import { postgresServer } from '../src/local/postgres-server.ts';
import { s3Server } from '../src/local/s3-server.ts';
import { temporalServer } from '../src/local/temporal-server.ts';
import { startOwnServer } from './own-server.ts';
import { createTcpProxy } from './tcp-proxy.ts';

/** What every process of the product stands on, as `/ready` names it. */
export const dependencies = ['temporal', 'database', 'storage'] as const;
export type Dependency = (typeof dependencies)[number];

/** Servers that a test can take away. */
export interface Dependencies {
  /** The variables by which they are found. */
  env: Record<string, string>;
  away(name: Dependency): Promise<unknown>;
  back(name: Dependency): Promise<unknown>;
  stop(): Promise<unknown>;
}

/** The servers of an environment, each of which refuses connections while it is away. */
export async function proxiedServers(env: Record<string, string>): Promise<Dependencies> {
  const [databaseUrl, storageUrl] = [new URL(env['DATABASE_URL']!), new URL(env['S3_ENDPOINT']!)];
  const proxies = {
    temporal: await createTcpProxy(env['TEMPORAL_ADDRESS']!),
    database: await createTcpProxy(databaseUrl.host),
    storage: await createTcpProxy(storageUrl.host),
  };
  databaseUrl.host = proxies.database.address;
  storageUrl.host = proxies.storage.address;
  return {
    env: {
      ...env,
      TEMPORAL_ADDRESS: proxies.temporal.address,
      DATABASE_URL: databaseUrl.href,
      S3_ENDPOINT: storageUrl.origin,
    },
    away: (name) => proxies[name].cut(),
    back: (name) => proxies[name].restore(),
    stop: () => Promise.all(Object.values(proxies).map((proxy) => proxy.close())),
  };
}

/** Servers of their own, which are stopped and started again. */
export async function ownServers(env: Record<string, string>): Promise<Dependencies> {
  const [temporal, database, storage] = await Promise.all(
    [temporalServer, postgresServer, s3Server].map((one) => startOwnServer(one)),
  );
  const servers = { temporal: temporal!, database: database!, storage: storage! };
  return {
    env: { ...env, ...temporal!.env, ...database!.env, ...storage!.env },
    away: (name) => servers[name].away(),
    back: (name) => servers[name].back(),
    stop: () => Promise.all(Object.values(servers).map((server) => server.stop())),
  };
}
