import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Settings } from '../platform/env.ts';
import { isLocal } from '../platform/loopback.ts';
import type { Metrics } from '../platform/metrics/metrics.ts';
import { refuse } from './refuse.ts';

/**
 * Answers `/metrics`: on a server that only this machine reaches anyone, else who brings METRICS_TOKEN. Without such a token
 * there is nothing for strangers: false.
 */
export async function answerMetrics(
  request: IncomingMessage,
  response: ServerResponse,
  settings: Settings['http'],
  metrics: Pick<Metrics, 'page'>,
): Promise<boolean> {
  if (!isLocal(settings)) {
    const { metricsToken } = settings;
    if (metricsToken === undefined) return false;
    if (!isSame(request.headers.authorization ?? '', `Bearer ${metricsToken}`)) {
      response.setHeader('www-authenticate', 'Bearer');
      refuse(response, 401, 'UNAUTHENTICATED', 'Send `Authorization: Bearer` with the METRICS_TOKEN of this server.');
      return true;
    }
  }
  const { type, text } = await metrics.page();
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
  return true;
}

/** In a time that says nothing of how much of it is right. */
const isSame = (one: string, other: string) => timingSafeEqual(digest(one), digest(other));
const digest = (text: string) => createHash('sha256').update(text).digest();
