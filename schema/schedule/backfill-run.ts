import { backfill } from '../../workers/kit/backfill/contract.ts';
import type { Run } from '../../src/services/runs/run.ts';
import { countedFields } from '../batch/counted-fields.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { NodeInterface, RunInterface } from '../run/interface.ts';
import { ScheduleType } from './types.ts';

/** What it was started with; undefined when its history is gone. */
const inputOf = async (run: Run) => backfill.input.safeParse(await run.input()).data;

const words = {
  parts: 'Times',
  total: 'Times that were due when it was started.',
  failed: 'have a run that failed or was cancelled by itself, or of which it became unknown whether they were run',
  failures: 'The runs that failed or were cancelled, newest first.',
};

export const BackfillRun = builder.objectRef<Run>('BackfillRun').implement({
  description:
    'A backfill: it runs what a schedule has not run at times that are past. Its children are those runs. Its `workflow` is what ' +
    'the schedule starts with `Backfill` behind it.',
  interfaces: [RunInterface, NodeInterface],
  fields: (t) => ({
    ...countedFields(t, words, async (run) => (await inputOf(run))?.manifest.items ?? 0),
    schedule: t.field({
      type: ScheduleType,
      nullable: true,
      description: 'The schedule; null when it was deleted since.',
      extensions: cost.call,
      resolve: async (run, _args, { services }) => {
        const input = await inputOf(run);
        return input ? services.schedules.get(input.schedule) : null;
      },
    }),
    from: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The first moment; null when the history of the backfill is gone.',
      extensions: cost.call,
      resolve: async (run) => (await inputOf(run))?.from ?? null,
    }),
    to: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The last moment.',
      extensions: cost.call,
      resolve: async (run) => (await inputOf(run))?.to ?? null,
    }),
  }),
});
