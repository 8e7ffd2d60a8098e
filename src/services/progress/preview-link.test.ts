import { expect, test } from 'vitest';
import type { OwnLocation } from '../../platform/storage-rules.ts';
import { createPreviewLink } from './preview-link.ts';

const minute = 60_000;

/** When a link of this kind ends: it is its key, seconds and beginning. */
const endOf = (link: string) => Number(link.split(' ')[2]) + Number(link.split(' ')[1]) * 1000;

/** Signs as storage does: what a link says is all that went into it. */
function open() {
  let now = 1_000_000 * minute; // a window of its own begins there
  now -= now % (15 * minute);
  let signed = 0;
  const storage = {
    own: (key: string) => ({ bucket: 'work', key }) as OwnLocation,
    link: async ({ key }: { key: string }, seconds: number, from?: Date) => {
      signed++;
      return `${key} ${seconds} ${from?.getTime()}`;
    },
  };
  return {
    link: createPreviewLink(storage, () => now),
    pass: (ms: number) => void (now += ms),
    left: (link: string) => endOf(link) - now,
    signed: () => signed,
  };
}

test('a link is the same for a quarter of an hour, and good for half an hour at least', async () => {
  const { link, pass, left, signed } = open();
  const first = await link('a', Infinity);
  pass(14.9 * minute);
  expect(await link('a', Infinity)).toBe(first);
  expect(left(first)).toBeGreaterThan(30 * minute);
  expect(signed()).toBe(1);
  pass(0.2 * minute);
  expect(await link('a', Infinity)).not.toBe(first);
  expect(await link('b', Infinity)).not.toBe(await link('a', Infinity));
});

test('it ends with whom it is for', async () => {
  const { link, pass, left } = open();
  pass(10 * minute);
  expect(left(await link('a', 60))).toBe(minute);
  expect(left(await link('a', 3600))).toBe(35 * minute);
});
