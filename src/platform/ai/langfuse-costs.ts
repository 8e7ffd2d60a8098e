import * as z from 'zod';
import { DomainError } from '../../errors.ts';
import { SettingsError, type Settings } from '../env.ts';
import { reasonOf } from '../reason-of.ts';

/** What Langfuse says that a model has cost on a day of UTC. */
export interface LangfuseCost {
  /** `2026-12-31`. */
  day: string;
  model: string;
  usd: number;
}

/** Langfuse answers, and not with what was asked for. */
class LangfuseAnswerError extends DomainError {
  constructor(message: string, options?: ErrorOptions) {
    super('LANGFUSE_ANSWER', message, options);
  }
}

/** The most rows that Langfuse gives at once. */
const mostRows = 1000;
const requestSeconds = 30;

const rows = z.array(
  z.object({
    time_dimension: z.string().regex(/^\d{4}-\d\d-\d\d/),
    providedModelName: z.string().nullable(),
    /** Sums of decimals may be text. */
    sum_totalCost: z.coerce.number().nullable(),
  }),
);

/** Asks Langfuse for its own sums, by day and model. Throws SettingsError for what an operator can mend, else LangfuseAnswerError. */
export async function langfuseCosts(
  langfuse: NonNullable<Settings['langfuse']>,
  from: Date,
  to: Date,
): Promise<LangfuseCost[]> {
  const query = {
    view: 'observations',
    dimensions: [{ field: 'providedModelName' }],
    metrics: [{ measure: 'totalCost', aggregation: 'sum' }],
    filters: [is('type', 'GENERATION'), is('environment', langfuse.environment)],
    timeDimension: { granularity: 'day' },
    fromTimestamp: from.toISOString(),
    toTimestamp: to.toISOString(),
    config: { row_limit: mostRows },
  };
  const found = rows.safeParse(await ask(langfuse, JSON.stringify(query)));
  if (!found.success) {
    throw new LangfuseAnswerError(`Langfuse gave sums that make no sense: ${z.prettifyError(found.error)}`);
  }
  if (found.data.length === mostRows) {
    throw new LangfuseAnswerError(`Langfuse has more than ${mostRows} sums for this time: ask for fewer days.`);
  }
  // A day without calls may have a row that says nothing.
  return found.data.flatMap(({ time_dimension: time, providedModelName: model, sum_totalCost: usd }) =>
    model === null || usd === null ? [] : [{ day: time.slice(0, 10), model, usd }],
  );
}

const is = (column: string, value: string) => ({ column, operator: '=', value, type: 'string' });

async function ask(langfuse: NonNullable<Settings['langfuse']>, query: string): Promise<unknown> {
  const { LangfuseClient } = await import('@langfuse/client');
  const { api } = new LangfuseClient(langfuse);
  try {
    const { data } = await api.metrics.metrics({ query }, { timeoutInSeconds: requestSeconds, maxRetries: 1 });
    return data;
  } catch (error) {
    throw understood(error, langfuse.baseUrl);
  }
}

function understood(error: unknown, baseUrl: string): Error {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  const cause = { cause: error };
  if (status === 401 || status === 403) {
    return new SettingsError(
      `LANGFUSE_PUBLIC_KEY: Langfuse at ${baseUrl} does not accept this key with its secret.`,
      cause,
    );
  }
  if (status === 404) {
    return new SettingsError(
      `LANGFUSE_BASE_URL: ${baseUrl} has no metrics API v2: it is no Langfuse, or one of an earlier version than 4.`,
      cause,
    );
  }
  if (typeof status === 'number') {
    return new LangfuseAnswerError(`Langfuse at ${baseUrl} answers with ${status} instead of its sums.`, cause);
  }
  return new SettingsError(`LANGFUSE_BASE_URL: Langfuse at ${baseUrl} does not answer: ${reasonOf(error)}`, cause);
}
