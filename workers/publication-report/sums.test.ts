import { expect, test } from 'vitest';
import { countPosts, type EarlyEnd } from './count-posts.ts';
import { sumOf } from './read-insights.ts';
import { total } from './workflow/total.ts';

type Row = Parameters<typeof countPosts>[0][number];
const row = (run: string, channel: Row['channel'], state: Row['state'], failure: string | null = null): Row => ({
  run,
  channel,
  state,
  failure,
  message: failure && `${failure} of ${run}`,
});
const end = (more: Partial<EarlyEnd>): EarlyEnd => ({ status: 'COMPLETED', outcome: null, failure: null, ...more });
const none = { live: 0, partial: 0, failed: 0, unconfirmed: 0, underway: 0, rejected: 0, dryRuns: 0 };
const brand = (costUsd: number) => ({ costUsd, posts: { ...none, live: 1 }, unpricedCalls: 1 });

test('a post is what its channels are together, and of reasons that are the same the newest is told', () => {
  const rows = [
    row('a', 'FACEBOOK', 'LIVE'),
    row('a', 'INSTAGRAM', 'LIVE'),
    row('b', 'FACEBOOK', 'LIVE'),
    row('b', 'INSTAGRAM', 'FAILED', 'LIMIT'),
    row('c', 'FACEBOOK', 'FAILED', 'TOKEN'),
    row('c', 'INSTAGRAM', 'FAILED', 'LIMIT'),
    row('d', 'FACEBOOK', 'LIVE'),
    row('d', 'INSTAGRAM', 'UNCONFIRMED', 'UNKNOWN'),
    row('e', 'FACEBOOK', 'FAILED', 'LIMIT'),
    row('e', 'INSTAGRAM', 'SENT'),
    row('f', 'FACEBOOK', 'LIVE'),
  ];
  const { posts, reasons } = countPosts(rows, [], new Set());
  expect(posts).toEqual({ ...none, live: 2, partial: 1, failed: 1, unconfirmed: 1, underway: 1 });
  expect(reasons).toEqual([
    { channel: 'INSTAGRAM', code: 'LIMIT', message: 'LIMIT of b', times: 2 },
    { channel: 'FACEBOOK', code: 'TOKEN', message: 'TOKEN of c', times: 1 },
    { channel: 'FACEBOOK', code: 'LIMIT', message: 'LIMIT of e', times: 1 },
  ]);
});

test('what a run has left that is over is not under way', () => {
  const rows = [row('a', 'FACEBOOK', 'PLANNED'), row('b', 'FACEBOOK', 'SENT'), row('c', 'FACEBOOK', 'ARMED')];
  expect(countPosts(rows, [], new Set(['a', 'b'])).posts).toEqual({
    ...none,
    failed: 1,
    unconfirmed: 1,
    underway: 1,
  });
});

test('runs without a post are told by how they ended', () => {
  const failure = { code: 'NO_PHOTO', message: 'No photo.' };
  const early = [
    end({ outcome: 'DRY_RUN' }),
    end({ outcome: 'REJECTED' }),
    end({ status: 'RUNNING' }),
    end({ status: 'FAILED', failure }),
    end({ status: 'FAILED', failure }),
    end({ status: 'CANCELED' }),
  ];
  const { posts, reasons } = countPosts([], early, new Set());
  expect(posts).toEqual({ ...none, dryRuns: 1, rejected: 1, underway: 1, failed: 3 });
  expect(reasons).toMatchObject([
    { channel: null, code: 'NO_PHOTO', times: 2 },
    { code: 'CANCELED', message: 'The run was cancelled.' },
  ]);
});

test('insights are summed as far as they are known', () => {
  const unknown = { reach: null, views: null, likes: null, comments: null, shares: null, saves: null };
  expect(sumOf([{ ...unknown, likes: 3, saves: 0 }, { ...unknown, likes: 4 }, unknown])).toEqual({
    ...unknown,
    posts: 2,
    likes: 7,
    saves: 0,
  });
  expect(sumOf([unknown])).toBeNull();
});

test('money of brands is added without drift', () => {
  const brands = [brand(0.1), brand(0.2), brand(0.000001)] as Parameters<typeof total>[0];
  expect(total(brands)).toMatchObject({ costUsd: 0.300001, posts: { live: 3 }, unpricedCalls: 3 });
});
