import { describe, expect, test } from 'vitest';
import { probe } from '../../../test/fixtures/probe/contract.ts';
import { createRandom } from '../../../test/random.ts';
import type { WorkflowContract } from '../../../workers/kit/contract.ts';
import { progressMessage, type ProgressMessage } from '../../../workers/kit/wire/heartbeat.ts';
import { previewKey, type Preview } from '../../../workers/kit/wire/preview.ts';
import type { RunCounts } from '../../../workers/kit/wire/memo.ts';
import type { RunSnapshot } from '../runs/snapshot.ts';
import { runStatuses, type RunStatus } from '../runs/status.ts';
import { withMessage, withoutGoingBack } from './merge.ts';
import { progressOf, type RunningActivity } from './progress.ts';

const contract = probe as WorkflowContract;

function activity(more: Partial<RunningActivity> = {}): RunningActivity {
  const updatedAt = new Date(1000);
  return { activityId: '1', name: 'act', step: 'act', attempt: 1, failures: null, updatedAt, ...more };
}

interface Described {
  status?: RunStatus;
  step?: string | null;
  activities?: RunningActivity[];
  counts?: RunCounts | null;
  of?: WorkflowContract | undefined;
  runId?: string;
  resetAt?: Date | null;
}

function snapshot({
  status = 'RUNNING',
  step = 'act',
  activities = [],
  counts = null,
  ...described
}: Described): RunSnapshot {
  const of = 'of' in described ? described.of : contract;
  const { runId = 'first', resetAt = null } = described;
  return {
    id: 'id',
    first: 'first',
    workflowId: 'workflow',
    runId,
    workflow: 'probe',
    status,
    startedAt: new Date(0),
    begunAt: new Date(0),
    closedAt: null,
    labels: [],
    startedBy: null,
    parent: null,
    resetAt,
    waiting: null,
    progress: progressOf({ contract: of, status, step, counts, activities, updatedAt: null }),
    counts,
  };
}
const framesOf = (done: number) => ({ total: 100, done, skipped: 0, failed: 0, since: 0, unit: 'frames' });
const percent = (described: Described) => snapshot(described).progress.percent;

const foreign = (activities: RunningActivity[]) =>
  progressOf({ contract: undefined, status: 'RUNNING', step: null, counts: null, activities, updatedAt: null }).percent;

describe('percent', () => {
  // probe has the steps prepare (weight 1) and act (weight 3)
  test.for([
    ['nothing before the first step', { step: null }, 0],
    ['nothing in the first step', { step: 'prepare' }, 0],
    ['the steps that are done', { step: 'act' }, 25],
    ['of a planned step what was counted', { counts: { total: 8, done: 3, skipped: 1, failed: 1 } }, 62.5],
    [
      'and the part of its running activities',
      { counts: { total: 4, done: 1, skipped: 0, failed: 0, since: 0 }, activities: [activity({ done: 1, total: 2 })] },
      53.1,
    ],
    [
      'frame by frame where they count what the plan counts',
      {
        counts: framesOf(20),
        activities: [activity({ done: 20, unit: 'frames' }), activity({ done: 9, unit: 'bytes' })],
      },
      55,
    ],
    ['all of a step without parts', { counts: { total: 0, done: 0, skipped: 0, failed: 0, since: 0 } }, 100],
    ['and the part of the current one', { activities: [activity({ done: 1, total: 2 })] }, 62.5],
    ['all of it when it has completed', { status: 'COMPLETED', step: null }, 100],
    ['what was done when it failed', { status: 'FAILED' }, 25],
    ['no more than all', { activities: [activity({ done: 5, total: 2 })] }, 100],
    ['no less than nothing', { activities: [activity({ done: -5, total: 2 })] }, 25],
    ['nothing of an unknown total', { activities: [activity({ done: 5 })] }, 25],
    ['nothing of no work at all', { activities: [activity({ done: 0, total: 0 })] }, 25],
    ['the mean of what runs side by side', { activities: [activity({ done: 1, total: 1 }), activity()] }, 62.5],
    ['nothing of activities of another step', { step: 'prepare', activities: [activity({ done: 1, total: 1 })] }, 0],
    ['nothing of a step nobody knows', { step: 'retired' }, 0],
    ['0 of a workflow without steps', { of: { ...contract, steps: [] }, step: null }, 0],
  ] as const)('is %s', ([, described, expected]) => {
    expect(percent(described as Described)).toBe(expected);
  });

  test('comes with what was counted, in its unit, with what running activities have done of it', () => {
    const activities = [activity({ done: 20, unit: 'frames' }), activity({ activityId: '2', done: 5, unit: 'frames' })];
    expect(snapshot({ counts: framesOf(40), activities }).progress).toMatchObject({
      done: 65,
      total: 100,
      unit: 'frames',
    });
    expect(snapshot({ counts: { ...framesOf(40), unit: undefined }, activities }).progress).toMatchObject({
      done: 40,
      unit: 'items',
    });
  });

  test('is unknown for a foreign workflow, until an activity tells', () => {
    expect(foreign([activity()])).toBeNull();
    expect(foreign([activity({ done: 1, total: 4 })])).toBe(25);
    expect(foreign([activity({ done: 1, total: 4 }), activity({ done: 3 })])).toBe(12.5);
  });
});

const foreignRun = (...activities: RunningActivity[]) => snapshot({ of: undefined, step: null, activities });
const percentAfter = (before: RunSnapshot, next: RunSnapshot) =>
  withoutGoingBack(undefined, before, next).progress.percent;

describe('the percent of a foreign workflow', () => {
  const one = foreignRun(activity({ done: 9, total: 10 }));

  test('stays while an activity goes on, and when nothing runs', () => {
    expect(percentAfter(one, foreignRun(activity({ done: 8, total: 10 })))).toBe(90);
    expect(percentAfter(one, foreignRun())).toBe(90);
  });

  test('begins again with the next activity, as nobody knows how many there are', () => {
    expect(percentAfter(one, foreignRun(activity({ activityId: '2', done: 1, total: 10 })))).toBe(10);
    expect(percentAfter(one, foreignRun(activity({ activityId: '2' })))).toBeNull();
  });
});

describe('a message', () => {
  const run = snapshot({ activities: [activity({ done: 5, total: 10, message: 'half', attempt: 2 })] });
  const say = (more: object) =>
    withMessage(contract, run, {
      runId: 'first',
      activityId: '1',
      attempt: 2,
      at: 2000,
      progress: { done: 6 },
      ...more,
    });

  test('replaces what it says and leaves the rest', () => {
    expect(say({})?.progress).toMatchObject({ done: 6, total: 10, message: 'half', percent: 70 });
  });

  test.for([
    ['is older than what describe said', { at: 500 }],
    ['is of an earlier attempt', { attempt: 1 }],
    ['is of an activity we do not see', { activityId: '2' }],
    ['is of another execution', { runId: 'second' }],
  ] as const)('that %s is ignored', ([, more]) => {
    expect(say(more)).toBeNull();
  });

  test('of a later attempt starts from nothing', () => {
    const { progress } = say({ attempt: 3, progress: { message: 'again' } })!;
    expect(progress).toMatchObject({ percent: 25, message: 'again', done: null, total: null });
    expect(progress.activities).toMatchObject([{ activityId: '1', name: 'act', step: 'act', attempt: 3 }]);
  });
});

describe('whatever comes in whatever order', () => {
  test.for(Array.from({ length: 30 }, (_, seed) => seed))('seed %i: nothing goes back', (seed) => {
    const { integer, pick } = createRandom(seed);
    const of = pick([contract, contract, undefined]);
    const amount = () => pick([undefined, integer(-3, 12)]);
    const someActivity = () =>
      activity({
        activityId: String(integer(1, 3)),
        step: pick(['prepare', 'act']),
        attempt: integer(1, 4),
        updatedAt: pick([null, new Date(integer(0, 1000))]),
        done: amount(),
        total: amount(),
      });
    let state: RunSnapshot | undefined;
    let execution = { runId: '0', resetAt: null as Date | null };
    for (let n = 0; n < 400; n++) {
      const before = state;
      if (integer(1, 20) === 1) execution = { runId: String(n), resetAt: pick([null, new Date(n)]) };
      const message = {
        runId: pick(['0', execution.runId]),
        activityId: String(integer(1, 3)),
        attempt: integer(1, 4),
        at: integer(0, 1000),
      };
      const next =
        before && pick([true, false])
          ? withMessage(of, before, { ...message, progress: { done: amount(), total: amount() } })
          : snapshot({
              status: n === 399 ? pick(runStatuses) : 'RUNNING',
              step: pick([null, 'prepare', 'act', 'retired']),
              activities: Array.from({ length: integer(0, 2) }, someActivity),
              of,
              ...execution,
            });
      if (!next) continue;
      state = withoutGoingBack(of, before, next);
      expectForward(of, before, state);
    }
  });
});

function expectForward(of: WorkflowContract | undefined, before: RunSnapshot | undefined, after: RunSnapshot) {
  const now = after.progress.percent;
  if (now !== null) {
    expect(now).toBeGreaterThanOrEqual(0);
    expect(now).toBeLessThanOrEqual(100);
  }
  const another = before?.runId !== after.runId;
  if (another && after.resetAt) return; // a reset takes back what was done
  const earlier = new Map(another ? [] : before?.progress.activities.map((known) => [known.activityId, known]));
  const pairs = after.progress.activities.flatMap((known) => {
    const old = earlier.get(known.activityId);
    return old ? [{ old, known }] : [];
  });
  for (const { old, known } of pairs) {
    expect(known.attempt).toBeGreaterThanOrEqual(old.attempt);
    if (known.attempt === old.attempt) {
      expect(known.updatedAt?.getTime() ?? 0).toBeGreaterThanOrEqual(old.updatedAt?.getTime() ?? 0);
    }
  }
  if ((before?.progress.percent ?? 0) > (now ?? 0)) {
    const begun = !of && pairs.length < after.progress.activities.length;
    expect(begun || pairs.some(({ old, known }) => known.attempt > old.attempt)).toBe(true);
    expect(after.status).toBe('RUNNING');
  }
}

const shown = (run: RunSnapshot | null) => run?.progress.preview?.key;

const made = (run: string, id: string, at: number) =>
  ({ key: previewKey(run, id), width: 4, height: 3, thumbhash: 'mxgGNYJ4h4iAeHd4iHeHiA==', at }) satisfies Preview;
const said = (preview: Preview, at: number, activityId = '1'): ProgressMessage => {
  const message = { runId: 'first', activityId, attempt: 1, at, progress: { done: at, preview } };
  return progressMessage.parse(message);
};

describe('previews', () => {
  test('what is said counts if it is of this very run, and else the rest of it', () => {
    const run = withMessage(contract, snapshot({ activities: [activity()] }), said(made('first', 'a', 2), 2000))!;
    expect(shown(run)).toBe(previewKey('first', 'a'));
    for (const key of [
      previewKey('other', 'a'),
      'uploads/private.jpg',
      'work/first/act',
      previewKey('first', '../act'),
      previewKey('first', 'a/b'),
      'batch/0.json',
    ]) {
      const foreign = withMessage(contract, run, said({ ...made('first', 'b', 3), key }, 3000))!;
      expect([shown(foreign), foreign.progress.done], key).toEqual([previewKey('first', 'a'), 3000]);
    }
  });

  test('what is no preview costs nothing of what is said with it', () => {
    for (const wrong of [{ width: 0 }, { height: 4000 }, { thumbhash: '<script>' }, { at: -1 }, { key: 1 }]) {
      const message = said({ ...made('first', 'a', 2), ...(wrong as object) }, 2000);
      const run = withMessage(contract, snapshot({ activities: [activity()] }), message);
      expect([shown(run), run?.progress.done], JSON.stringify(wrong)).toEqual([undefined, 2000]);
    }
  });

  test('of two activities the newest picture is shown, whoever speaks', () => {
    const activities = [activity(), activity({ activityId: '2' })];
    const first = withMessage(contract, snapshot({ activities }), said(made('first', 'a', 2), 2000))!;
    const both = withMessage(contract, first, said(made('first', 'b', 3), 3000, '2'))!;
    const again = withMessage(contract, both, said(made('first', 'a', 2), 4000))!;
    expect([shown(both), shown(again)]).toEqual([previewKey('first', 'b'), previewKey('first', 'b')]);
  });

  test('another attempt begins without one, and a run that has ended has none', () => {
    const run = withMessage(contract, snapshot({ activities: [activity()] }), said(made('first', 'a', 2), 2000))!;
    const { activities } = run.progress;
    const next = withMessage(contract, run, {
      runId: 'first',
      activityId: '1',
      attempt: 2,
      at: 3000,
      progress: { done: 1 },
    });
    expect([next?.progress.done, shown(next)]).toEqual([1, undefined]);
    expect(shown(withoutGoingBack(contract, run, snapshot({ activities: [activity()] })))).toBe(
      previewKey('first', 'a'),
    );
    expect(shown(snapshot({ status: 'CANCELED', activities }))).toBeUndefined();
  });
});
