import { ApplicationFailure } from '@temporalio/activity';
import type * as z from 'zod';
import type { ImplementedActivities } from './activity.ts';
import { openAttempt, type Runtime } from './attempt.ts';
import { activityType } from './contract.ts';
import { describeIssues, kitErrors } from './errors.ts';
import { firstRunId } from './run-identity.ts';

/** Turns a contract's activities into the functions Temporal calls, by activity type. */
export function runnableActivities({ contract, handlers }: ImplementedActivities, runtime: Runtime) {
  return Object.fromEntries(
    Object.entries(contract.activities).map(([name, activity]) => {
      const type = activityType(contract, name);
      return [
        type,
        async (raw: unknown): Promise<unknown> => {
          const attempt = openAttempt(type, activity.heartbeat ?? '30 seconds', runtime);
          try {
            const input = parse(activity.input, raw, 'INVALID_INPUT', type);
            const output = await handlers[name]!(input, {
              ...attempt.context,
              workKey: `work/${firstRunId()}/${name}`,
              checkpoint: activity.checkpoint?.safeParse(attempt.previous.checkpoint).data,
            });
            parse(activity.output, output, 'INVALID_OUTPUT', type);
            return output;
          } catch (error) {
            throw await attempt.fail(error, activity.repeatable === false ? 1 : (activity.retry?.attempts ?? 3));
          } finally {
            attempt.close();
          }
        },
      ];
    }),
  );
}

function parse(schema: z.ZodType, value: unknown, type: keyof typeof kitErrors, where: string): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw ApplicationFailure.create({ type, message: `${where}: ${describeIssues(parsed.error)}`, nonRetryable: true });
}
