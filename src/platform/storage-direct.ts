import type { S3Client } from '@aws-sdk/client-s3';
import type { Readable } from 'node:stream';
import type { ObjectLocation } from './storage-rules.ts';

interface DirectRequest {
  method: 'GET' | 'PUT';
  location: ObjectLocation;
  headers: Record<string, string | undefined>;
  body?: Buffer;
  signal?: AbortSignal | undefined;
}

type Config = S3Client['config'];

/** The body has to be read, or its connection is never free again; that of a write has been. */
interface DirectAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: Readable;
}

/**
 * Requests by the SDK's rules of addresses, signatures and connections but without its middleware, which takes more of the
 * processor than all the rest (`npm run bench -- storage`): for what is done thousands of times, small reads and writes.
 *
 * Null is for whatever is not plainly a success, a lost connection included: the SDK shall then do it. So there is one place
 * that repeats, waits, corrects the clock and knows errors, for one request more where something is wrong.
 */
export function createDirectRequests({ config }: S3Client, settings: { endpoint?: string | undefined }) {
  const roads = new Map<string, Promise<Road | null>>();
  const roadTo = (bucket: string) => {
    const road = roads.get(bucket) ?? findRoad(config, settings.endpoint, bucket).catch(() => null);
    roads.set(bucket, road);
    return road;
  };

  return async ({ method, location, headers, body, signal }: DirectRequest): Promise<DirectAnswer | null> => {
    const road = await roadTo(location.bucket);
    if (!road) return null;
    try {
      const { protocol, hostname, port, host, pathname } = road.url;
      const request = {
        method,
        protocol,
        hostname,
        ...(port && { port: Number(port) }),
        path: `${pathname === '/' ? '' : pathname}/${escapeKey(location.key)}`,
        query: {},
        headers: { host, ...defined(headers) },
        body,
      };
      const signingDate = new Date(Date.now() + config.systemClockOffset);
      const signed = await road.signer.sign(request, { signingDate });
      const handled = await config.requestHandler.handle(signed as never, { abortSignal: signal });
      const response = handled.response as DirectAnswer;
      const done = response.statusCode === 200 || response.statusCode === 206;
      if (!done || method === 'PUT') response.body.resume();
      if (done) return response;
    } catch (error) {
      if (signal?.aborted) throw error;
    }
    return null;
  };
}

/** Where a bucket's objects are, by the SDK's own rules, and who signs for it. Null for what is signed in other ways. */
async function findRoad(config: Config, endpoint: string | undefined, bucket: string) {
  const region = await config.region();
  const { url, properties } = config.endpointProvider({
    Bucket: bucket,
    Region: region,
    Endpoint: endpoint,
    ForcePathStyle: Boolean(config.forcePathStyle),
    UseFIPS: await config.useFipsEndpoint(),
    UseDualStack: await config.useDualstackEndpoint(),
  });
  const [scheme] = (properties?.authSchemes ?? []) as { name: string; signingRegion?: string; signingName?: string }[];
  if (scheme?.name !== 'sigv4') return null;
  const signer = await config.signer({
    name: scheme.name,
    signingName: scheme.signingName ?? 's3',
    signingRegion: scheme.signingRegion ?? region,
    properties: {},
  });
  return { url, signer };
}
type Road = NonNullable<Awaited<ReturnType<typeof findRoad>>>;

/** A key as a part of an address. S3 signs the address as it is sent, where what `encodeURIComponent` leaves is escaped too. */
export const escapeKey = (key: string) =>
  encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const defined = (headers: DirectRequest['headers']) =>
  Object.fromEntries(Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined));
