import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../test/random.ts';
import { foreignProgress } from './foreign.ts';
import { progressOf } from './progress.ts';

const detailed = (detail: object, more: object) => [[detail], { ...more, detail }] as const;

describe('the heartbeat of a foreign worker', () => {
  test.for([
    [[], {}],
    [[0.25], { done: 0.25, total: 1 }],
    [[0], { done: 0, total: 1 }],
    [[1], { done: 1 }],
    [[17], { done: 17 }],
    [['Copying'], { message: 'Copying' }],
    detailed({ current: 3, total: 10 }, { done: 3, total: 10 }),
    detailed({ done: 3, total: 10, unit: 'files', message: 'Moving' }, { done: 3, total: 10, unit: 'files', message: 'Moving' }), // prettier-ignore
    detailed({ completed: 3, total: 10, status: 'Copying' }, { done: 3, total: 10, message: 'Copying' }),
    detailed({ processed: 3 }, { done: 3 }),
    detailed({ progress: 3, total: 4 }, { done: 3, total: 4 }),
    detailed({ progress: 0.5 }, { done: 0.5, total: 1 }),
    detailed({ progress: 42 }, { done: 42, total: 100 }),
    detailed({ progress: 1 }, {}),
    detailed({ percent: 42.5 }, { done: 42.5, total: 100 }),
    detailed({ percentage: 100 }, { done: 100, total: 100 }),
    detailed({ fraction: 1 }, { done: 1, total: 1 }),
    detailed({ page: 'seven', of: ['a', null] }, {}),
    detailed([1, 2], {}),
    [[true], { detail: true }],
    [[null], {}],
    [['Copying', 0.5, { file: 'a.txt' }], { message: 'Copying', done: 0.5, total: 1, detail: { file: 'a.txt' } }],
    [[{ a: 1 }, { b: 2 }], { detail: [{ a: 1 }, { b: 2 }] }],
  ] as const)('%j says %j', ([values, expected]) => {
    expect(foreignProgress(values)).toEqual(expected);
  });

  test.for([
    ['what could not be decoded', [undefined]],
    ['bytes', [Buffer.from('secret')]],
    ['no number', [NaN]],
    ['less than nothing', [-0.5]],
    ['more than can be counted', [1e300]],
    ['without end', [Infinity]],
    ['nesting without end', [JSON.parse('['.repeat(5000) + ']'.repeat(5000)) as unknown]],
    ['an empty text', ['']],
  ] as const)('says nothing when it is %s', ([, values]) => {
    expect(foreignProgress(values)).toEqual({});
  });

  test.for([
    { percent: 101 },
    { percent: -1 },
    { fraction: 1.5 },
    { progress: -3 },
    { current: -1, total: 10 },
    { total: 10 },
    { current: '3', total: '10' },
    { message: 7, unit: {} },
  ])('makes nothing up from %j', (value) => {
    expect(foreignProgress([value])).toEqual({ detail: value });
  });

  test('is of no total when that is nothing', () => {
    expect(foreignProgress([{ current: 3, total: 0 }])).toMatchObject({ done: 3 });
    expect(foreignProgress([{ current: 3, total: 0 }])).not.toHaveProperty('total');
  });

  test('with a long text is shortened between two characters', () => {
    const { message } = foreignProgress([`${'a'.repeat(999)}😀${'b'.repeat(1e6)}`]);
    expect(message).toBe('a'.repeat(999));
  });
});

test.for(Array.from({ length: 50 }, (_, seed) => seed))('any JSON (seed %i) gives a percent of 0 to 100', (seed) => {
  const { integer, pick } = createRandom(seed);
  const keys = ['done', 'current', 'completed', 'processed', 'progress', 'total', 'fraction', 'percent', 'percentage', 'message', 'unit', 'x', '__proto__']; // prettier-ignore
  const number = () => pick([0, 1, -1, 0.5, 99.9, 100, 101, 1e308, -1e308, 5e-324, NaN, Infinity, integer(-5, 200)]);
  const value = (levels: number): unknown => {
    const kind = integer(0, levels > 0 ? 6 : 4);
    if (kind <= 1) return number();
    if (kind === 2) return pick(['', '42', 'text', '\ud800']);
    if (kind <= 4) return pick([null, undefined, true]);
    const inner = Array.from({ length: integer(0, 4) }, () => value(levels - 1));
    return kind === 5 ? inner : Object.fromEntries(inner.map((item): [string, unknown] => [pick(keys), item]));
  };
  for (let n = 0; n < 400; n++) {
    const said = foreignProgress(Array.from({ length: integer(0, 3) }, () => value(3)));
    const activity = { ...said, activityId: '1', name: 'act', step: null, attempt: 1, failures: null, updatedAt: null };
    const { percent, done, total } = progressOf({ contract: undefined, status: 'RUNNING', step: null, counts: null, activities: [activity], updatedAt: null }); // prettier-ignore
    if (percent !== null) {
      expect(percent).toBeGreaterThanOrEqual(0);
      expect(percent).toBeLessThanOrEqual(100);
    }
    for (const amount of [done, total]) expect(amount ?? 0).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
    expect(() => JSON.stringify(said)).not.toThrow();
  }
});
