import { expect, test } from 'vitest';
import { probe } from '../../../../test/fixtures/contracts.ts';
import { long } from '../../../../test/long.ts';
import { useStack } from '../../../../test/stack.ts';
import { waitFor } from '../../../../test/wait-for.ts';
import type { Log } from '../../../platform/log.ts';
import type { Temporal } from '../../../platform/temporal.ts';
import { startablesOf } from '../startables.ts';
import { createFileReader } from './read-file.ts';
import { createReconciler } from './reconciler.ts';

const stack = useStack({ fixtures: true, worker: false });
const schedules = long ? 1000 : 40;
/** A minute for a thousand, with threefold slack for busy machines. */
const deadlineMs = Math.max(20_000, 3 * 60_000 * (schedules / 1000));

const looks = schedules / 5;
/** Pages, with a look behind the end of each. */
const lists = 2 * Math.ceil(schedules / 250);

const text = (hour: number) =>
  `owner: large\nschedules:\n${Array.from(
    { length: schedules },
    (_, n) => `  large-${n}: { action: { probe: { name: n${n} } }, spec: { cron: ['${n % 60} ${hour} * * *'] } }`,
  ).join('\n')}\n`;

test(
  'many schedules are applied in time, and a round that changes nothing asks little',
  { timeout: 600_000 },
  async () => {
    const lines: { message: string; fields: object }[] = [];
    const say = (fields: object, message: string) => void lines.push({ message, fields });
    const log: Log = { debug: say, info: say, warn: say, error: say, child: () => log };
    let calls = 0;
    const temporal: Temporal = {
      ...stack.temporal,
      call: (run, options) => {
        calls++;
        return stack.temporal.call(run, options);
      },
    };
    const { reconcile } = createReconciler({ temporal, database: stack.database, log }, looks);
    const readFile = createFileReader(startablesOf([probe]));
    const never = new AbortController().signal;
    const took: Record<string, { ms: number; calls: number }> = {};
    const round = async (what: string, hour: number, thorough: boolean) => {
      const before = calls;
      const start = performance.now();
      expect(await reconcile(readFile('large.yaml', text(hour)), thorough, never)).toEqual([]);
      took[what] = { ms: Math.round(performance.now() - start), calls: calls - before };
    };
    const total = () =>
      stack.temporal.call(() => stack.temporal.service.countSchedules({ namespace: stack.temporal.namespace }));
    await round('create', 9, true);
    await waitFor('all in the list', async () => Number((await total()).count) === schedules, 30_000);
    await round('look at all', 9, true);
    await round('ordinary', 9, false);
    await round('change all', 10, true);
    if (long) process.stdout.write(`${JSON.stringify({ schedules, ...took })}\n`);
    expect(took['create']!.ms).toBeLessThan(deadlineMs);
    expect(took['change all']!.ms).toBeLessThan(deadlineMs);
    expect(took['look at all']!.calls).toBeLessThanOrEqual(schedules + lists);
    expect(took['ordinary']!.calls).toBeLessThanOrEqual(looks + lists); // those it describes, and the list
    expect(lines.filter(({ message }) => message === 'schedule changed')).toHaveLength(schedules);
    if (long) expect(lines.some(({ message }) => message === 'schedules are being applied')).toBe(true);
  },
);
