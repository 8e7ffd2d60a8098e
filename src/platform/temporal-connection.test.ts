import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openConnection } from './temporal-connection.ts';

test('closed at whatever moment, a connection ends its calls, also those that wait for their next attempt', async () => {
  const moments = Array.from({ length: 12 }, (_, i) => i * 60);
  const endings = moments.map(async (ms) => {
    const { connection, close } = openConnection({ address: '127.0.0.1:1' });
    // Nobody is there, so this call goes on trying; without an end of its own it would outlive the test.
    const call = connection.operatorService.listSearchAttributes({}).then(
      () => 'answered',
      () => 'ended',
    );
    await sleep(ms);
    await close();
    return call;
  });
  expect(await Promise.all(endings)).toEqual(moments.map(() => 'ended'));
});
