import { expect, test } from 'vitest';
import { createOnce } from './once.ts';

test('a question is asked once, also by two at a time, and again after a failure', async () => {
  const { ask } = createOnce<string>(10);
  const asked: string[] = [];
  const load = (answer: string) => async () => (asked.push(answer), answer);
  expect(await Promise.all([ask('a', load('first')), ask('a', load('second'))])).toEqual(['first', 'first']);
  expect(await ask('a', load('third'))).toBe('first');
  expect(await ask('b', load('other'))).toBe('other');
  expect(asked).toEqual(['first', 'other']);

  await expect(ask('c', () => Promise.reject(new Error('not now')))).rejects.toThrow('not now');
  expect(await ask('c', load('later'))).toBe('later');
});

test('of too many questions the oldest is forgotten', async () => {
  const { ask } = createOnce<number>(2);
  for (const [index, key] of ['a', 'b', 'c'].entries()) await ask(key, async () => index);
  expect(await ask('b', async () => 9)).toBe(1);
  expect(await ask('a', async () => 9)).toBe(9);
});
