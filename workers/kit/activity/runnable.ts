import { ApplicationFailure } from '@temporalio/activity';
import type * as z from 'zod';
import type { ImplementedActivities } from '../activity.ts';
import { createAi } from '../ai/create-ai.ts';
import type { Runtime } from './attempt.ts';
import { attempted } from './attempted.ts';
import { activityType } from '../contract.ts';
import { discardActivity } from '../wire/discard.ts';
import { describeIssues, kitErrors } from '../wire/errors.ts';
import { createPreviews } from './previews.ts';
import { firstRunId } from './run-identity.ts';

/** Turns a contract's activities into the functions Temporal calls, by activity type. */
export function runnableActivities({ contract, handlers }: ImplementedActivities, runtime: Runtime) {
  return Object.fromEntries(
    Object.entries(contract.activities).map(([name, activity]) => {
      const type = activityType(contract, name);
      const run = attempted(type, activity, runtime, async (attempt, raw) => {
        const input = parse(activity.input, raw, 'INVALID_INPUT', type);
        const { signal, log } = attempt.context;
        const previews = createPreviews({ ...runtime, run: firstRunId(), signal, show: attempt.show, log });
        const place = { ...attempt.context, workKey: `${workFolder()}${name}`, preview: previews.preview };
        const ai = createAi(runtime.ai, { ...place, activity: name, step: activity.step });
        const checkpoint = activity.checkpoint?.safeParse(attempt.previous.checkpoint).data;
        try {
          const output = await handlers[name]!(input, { ...place, checkpoint, ai });
          parse(activity.output, output, 'INVALID_OUTPUT', type);
          await ai.close();
          return output;
        } catch (error) {
          await ai.close(error instanceof ApplicationFailure ? (error.type ?? error.name) : nameOf(error));
          throw error;
        } finally {
          await previews.close();
        }
      });
      return [type, run];
    }),
  );
}

/** The kit's own activity, by its type. */
export const runnableDiscard = (runtime: Runtime) => ({
  [discardActivity.type]: attempted(discardActivity.type, discardActivity, runtime, async () => {
    const { storage, ai } = runtime;
    await storage.deleteAll({ bucket: storage.workBucket, prefix: workFolder() });
    await ai.generations?.finish(firstRunId());
  }),
});

const workFolder = () => `work/${firstRunId()}/`;

const nameOf = (error: unknown) => (error instanceof Error ? error.name : typeof error);

function parse(schema: z.ZodType, value: unknown, type: keyof typeof kitErrors, where: string): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw ApplicationFailure.create({ type, message: `${where}: ${describeIssues(parsed.error)}`, nonRetryable: true });
}
