/** Servers that fan out what the bus says of one run: bare `ws`, or graphql-ws with Yoga (argument `yoga`). */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { createPostgresBus } from '../../../src/platform/bus/postgres-bus.ts';
import { readSettings } from '../../../src/platform/env.ts';
import { createLog } from '../../../src/platform/log.ts';
import { progressTopic } from '../../../workers/kit/wire/heartbeat.ts';
import { serve } from './remote.ts';
import { startYogaFanOut } from './yoga-fan-out.ts';

const bus = createPostgresBus(readSettings().databaseUrl!, createLog('warn'));

/** One text, made once, to everyone. */
async function startBare() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    publish(_id: string, text: string) {
      const frame = Buffer.from(text);
      for (const client of server.clients) client.send(frame, { binary: false });
    },
  };
}

const fanOut = process.argv[2] === 'yoga' ? await startYogaFanOut() : await startBare();
serve(
  {
    url: () => fanOut.url,
    follow({ id, first }: { id: string; first: string }) {
      bus.subscribe(progressTopic(first), (message) => fanOut.publish(id, JSON.stringify(message)));
    },
    hears: () => bus.heardSince() !== null,
  },
  bus.close,
);
