import { ApplicationFailure } from '@temporalio/activity';
import { AiError } from '../../../src/platform/ai/ai-error.ts';
import { decodeLabel } from '../wire/label.ts';
import { inWords, toUsd } from '../../../src/services/budgets/usd.ts';
import type { Limit } from '../../../src/services/generations/begin.ts';
import type { CallQuota } from '../../../src/services/generations/generation.ts';
import type { FailureDetails } from '../wire/errors.ts';

/** Makes what models fail with a coded failure, also where that is before the call: of an image, or of a schema. */
export async function coded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof AiError ? failureOf(error) : error;
  }
}

/** It is repeated when the same may succeed later, and not before the provider wants. */
const failureOf = (error: AiError) =>
  ApplicationFailure.create({
    type: error.code,
    message: error.message,
    nonRetryable: !error.details.retry,
    nextRetryDelay: error.details.retryAfterMs || undefined, // of none Temporal makes never
    cause: error,
  });

export const databaseNeeded = () =>
  ApplicationFailure.nonRetryable(
    'This worker has no database, so it makes no calls of models: set DATABASE_URL to the one of the API, where their costs and answers are kept.',
    'DATABASE_NEEDED',
  );

/** What an activity fails with when a call does not fit into every limit. `cost` is the most it may take. */
export function limitFailure(model: string, cost: number | null, limits: readonly Limit[]): ApplicationFailure {
  const full = limits.filter(({ fits }) => !fits);
  if (cost === null) {
    return ApplicationFailure.nonRetryable(
      `The model ${model} has no price here, so ${nameOf(full[0]!)} cannot hold for it. AI_MODELS_FILE adds prices.`,
      'PRICE_UNKNOWN',
    );
  }
  const [first] = full as [Limit];
  const may = `This call may cost up to ${inWords(cost)}`;
  const quota = full.find(({ scope }) => scope === 'QUOTA');
  if (quota)
    return overQuota(
      `${may}, and ${nameOf(quota)} has ${inWords(leftOf(quota))} of ${inWords(quota.limit)} left`,
      'USD',
    );
  const cap = full.find(({ scope }) => scope === 'RUN');
  const where = cap ? '' : ' An administrator can raise it with setBudget.';
  const message = `${may}, and ${nameOf(first)} has ${inWords(leftOf(first))} of ${inWords(first.limit)} left.${where}`;
  const details: FailureDetails = {
    limit: {
      ask: full.every(({ onLimit }) => onLimit === 'ASK'),
      capUsd: cap ? toUsd(cap.limit) : null,
      takenUsd: toUsd((cap ?? first).taken ?? 0),
    },
  };
  return ApplicationFailure.create({ type: 'BUDGET_EXCEEDED', message, nonRetryable: true, details: [details] });
}

const leftOf = ({ limit, taken }: Limit) => Math.max(0, limit - (taken ?? 0));

/** What an activity fails with when as many runs have called models for its end user as may in a day. */
export const quotaFailure = ({ users, runs }: CallQuota) =>
  overQuota(
    `${users.join(', ')}: ${runs} ${runs === 1 ? 'run has' : 'runs have'} called models today, which is the quota`,
    'RUNS',
  );

const overQuota = (why: string, of: 'USD' | 'RUNS') =>
  ApplicationFailure.nonRetryable(
    `${why}. It begins anew at 00:00 UTC; QUOTA_${of}_PER_DAY of the workers sets it.`,
    'QUOTA_EXCEEDED',
  );

function nameOf({ scope, name, period }: Limit): string {
  if (scope === 'RUN') return 'the limit of this run';
  if (scope === 'QUOTA') return `the quota of ${name} for this day`;
  const { key, value } = decodeLabel(name);
  const whose = { ALL: 'all calls', WORKFLOW: name, LABEL: `${key}=${value}` }[scope];
  return `the budget of ${whose} for this ${period === 'DAY' ? 'day' : 'month'}`;
}
