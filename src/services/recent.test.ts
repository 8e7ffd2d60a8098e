import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createRecent } from './recent.ts';

test('an answer is handed out again for a while, also before it is there', async () => {
  const recent = createRecent(200);
  let asked = 0;
  const ask = () => recent.ask('a', async () => ++asked);
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
  await sleep(250);
  expect(await ask()).toBe(2);
});

test('other questions have other answers, and old ones are forgotten', async () => {
  const recent = createRecent(100);
  for (let n = 0; n < 50; n++) expect(await recent.ask(String(n), async () => n)).toBe(n);
  await sleep(150);
  await recent.ask('last', async () => 0);
  expect(recent.size()).toBe(1);
});

test('a failure is asked about again', async () => {
  const recent = createRecent(60_000);
  await expect(recent.ask('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await recent.ask('a', async () => 'back')).toBe('back');
});
