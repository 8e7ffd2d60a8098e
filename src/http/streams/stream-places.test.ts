import { expect, onTestFinished, test } from 'vitest';
import { send } from '../../../test/http-client.ts';
import { serve } from '../../../test/http-server.ts';
import { openGate } from '../../../test/open-gate.ts';
import { openSocket } from '../../../test/open-socket.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { environmentAdmin } from '../../services/access/caller.ts';

test('who leaves while they are looked up keeps no place', async () => {
  const lookUps: (() => void)[] = [];
  let atOnce = false;
  const gate = {
    ...openGate,
    async authenticate() {
      if (!atOnce) await new Promise<void>((resolve) => lookUps.push(resolve));
      return environmentAdmin;
    },
  };
  const { app, url } = await serve({ MAX_SOCKETS_PER_KEY: '2', MAX_SOCKETS_PER_ADDRESS: '2' }, { gate });
  onTestFinished(() => app.close());

  const leaving = new AbortController();
  const events = { headers: { accept: 'text/event-stream' } };
  const address = `${url}/graphql?query=subscription{forever}`;
  const request = fetch(address, { ...events, signal: leaving.signal });
  const socket = await openSocket(url, { init: false });
  socket.send({ type: 'connection_init' });
  await waitFor('both to be looked up', () => lookUps.length === 2);
  leaving.abort();
  socket.socket.terminate();
  await expect(request).rejects.toThrow();
  for (let n = 0; n < 5; n++) await send(`${url}/live`); // by then the server has heard that they left
  for (const answer of lookUps) answer();
  await send(`${url}/live`);

  atOnce = true;
  const staying = new AbortController();
  onTestFinished(() => staying.abort());
  const streams = await Promise.all([1, 2].map(() => fetch(address, { ...events, signal: staying.signal })));
  expect(streams.map(({ status }) => status)).toEqual([200, 200]);
});
