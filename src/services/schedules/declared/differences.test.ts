import { expect, test } from 'vitest';
import { differences, inWords } from './differences.ts';

test('differences name the field, what it is, and what it is to be', () => {
  const from = {
    action: { one: { size: 1, tags: ['a', 'b'], gone: true } },
    spec: { cron: ['0 9 * * *'], timeZone: 'UTC', startAt: null },
    note: "it's\u001b[2J",
    paused: true,
  };
  const to = {
    action: { one: { size: 2, tags: ['a'], deep: { a: 1 } } },
    spec: { cron: ['0 10 * * *', '@daily'], timeZone: 'UTC', startAt: '2026-01-01T00:00:00.000Z' },
    note: 'x'.repeat(200),
    paused: undefined,
  };
  expect(differences(from, to).map(inWords)).toEqual([
    'action.one.size: 1 → 2',
    "action.one.tags: 'a', 'b' → 'a'",
    'action.one.gone: true → nothing',
    'action.one.deep: nothing → {"a":1}',
    "spec.cron: '0 9 * * *' → '0 10 * * *', '@daily'",
    "spec.startAt: nothing → '2026-01-01T00:00:00.000Z'",
    `note: 'it's\\u001b[2J' → '${'x'.repeat(119)}…`,
  ]);
  expect(differences(from, from)).toEqual([]);
});
