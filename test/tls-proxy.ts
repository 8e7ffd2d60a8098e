import { once } from 'node:events';
import http2 from 'node:http2';
import type net from 'node:net';
import type { Certificate } from './certificates.ts';

/** Stands in front of a gRPC server that knows no TLS, and lets nobody in without a certificate. */
export interface TlsProxy {
  address: string;
  /** Headers of the calls so far. */
  headers: http2.IncomingHttpHeaders[];
  close(): Promise<void>;
}

/** `authority` signed its own certificate and those of all clients. */
export async function createTlsProxy(target: string, own: Certificate, authority: string): Promise<TlsProxy> {
  const upstream = http2.connect(`http://${target}`);
  const headers: http2.IncomingHttpHeaders[] = [];
  const sessions = new Set<http2.ServerHttp2Session>();
  const server = http2.createSecureServer({ ...own, ca: authority, requestCert: true, rejectUnauthorized: true });
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  server.on('stream', (near, received) => {
    headers.push(received);
    forward(upstream, near, received);
  });
  server.on('sessionError', () => undefined); // of clients that hang up
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    headers,
    async close() {
      for (const session of sessions) session.destroy();
      upstream.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function forward(
  upstream: http2.ClientHttp2Session,
  near: http2.ServerHttp2Stream,
  received: http2.IncomingHttpHeaders,
) {
  const far = upstream.request(received);
  near.pipe(far);
  let trailers: http2.IncomingHttpHeaders = {};
  far.on('response', (answer, flags) => {
    const whole = Boolean(flags & http2.constants.NGHTTP2_FLAG_END_STREAM);
    near.respond(answer, whole ? { endStream: true } : { waitForTrailers: true });
    if (!whole) far.pipe(near);
  });
  far.on('trailers', (received_) => void (trailers = received_));
  near.on('wantTrailers', () => near.sendTrailers(trailers));
  // Whoever ends a call ends it for both.
  for (const [one, other] of [
    [near, far],
    [far, near],
  ] as const) {
    one.on('error', () => undefined);
    one.once('close', () => one.rstCode && other.close(one.rstCode));
  }
}
