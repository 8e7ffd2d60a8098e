import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { noteSecret } from './note-secret.ts';

/** What came, as it came. */
interface Delivery {
  headers: IncomingHttpHeaders;
  body: { type: string; id: string; text: string; [more: string]: unknown };
  /** Whether it bears the right signature. */
  genuine: boolean;
}

interface UsedWebhook {
  got: Delivery[];
  /** What the next requests are answered with; then 200. */
  statuses: number[];
  /** For `useStack({ env })`. */
  env: Record<string, string>;
}

/** Call at the top of a test file: whoever gets messages, for all of its tests. */
export function useWebhook(): UsedWebhook {
  const secret = randomBytes(24).toString('hex');
  const path = `/services/${randomBytes(12).toString('hex')}`;
  noteSecret({ name: 'NOTIFY_WEBHOOK_SECRET', value: secret });
  noteSecret({ name: 'the path of the webhook', value: path.split('/')[2]! });
  const used: UsedWebhook = { got: [], statuses: [], env: { NOTIFY_WEBHOOK_SECRET: secret } };
  const server = createServer((request, response) => {
    void (async () => {
      let text = '';
      for await (const part of request) text += String(part);
      const { headers } = request;
      const signed = createHmac('sha256', secret).update(`v1:${String(headers['tempograph-timestamp'])}:${text}`);
      const genuine = request.url === path && headers['tempograph-signature'] === `v1=${signed.digest('hex')}`;
      used.got.push({ headers, body: JSON.parse(text) as Delivery['body'], genuine });
      response.writeHead(used.statuses.shift() ?? 200).end();
    })();
  });
  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    used.env['NOTIFY_WEBHOOK_URL'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  });
  afterAll(() => void server.close());
  return used;
}
