import { expect, onTestFinished, test } from 'vitest';
import { serve } from '../../../test/http-server.ts';
import { openGate } from '../../../test/open-gate.ts';
import { openSocket } from '../../../test/open-socket.ts';
import { sse } from '../../../test/sse-client.ts';
import { waitFor } from '../../../test/wait-for.ts';

test('streams from before there were keys end, and clients are told to come again with one', async () => {
  const actors = new Set<string>();
  const { app, url } = await serve({}, { gate: { ...openGate, shutOut: async () => actors } });
  onTestFinished(() => app.close());
  const socket = await openSocket(url);
  socket.subscribe('subscription { forever }');
  const events = sse(url, 'subscription { forever }')[Symbol.asyncIterator]();
  await waitFor('a result', () => socket.messages.length > 0);
  expect(await events.next()).toMatchObject({ value: { event: 'next' } });

  actors.add('anyone');
  expect(await socket.closed).toBe(4403);
  for (let next = await events.next(); !next.done; next = await events.next()) {
    expect(next.value.event).toBe('next'); // and never `complete`
  }
});
