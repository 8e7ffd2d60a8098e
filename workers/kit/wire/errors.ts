import type * as z from 'zod';

/** Failure codes of the kit itself; every workflow may end with one of them besides the codes it declares. */
export const kitErrors = {
  INVALID_INPUT: 'The input does not fit the contract of the workflow.',
  INVALID_OUTPUT: 'A workflow or activity returned something that does not fit its contract.',
  ACTIVITY_FAILED: 'An activity failed for an unexpected reason, more often than it may be repeated.',
  TIMED_OUT: 'An activity or child took longer than it may.',
  BUCKET_NOT_ALLOWED: 'The bucket is none of those that runs may use.',
  BUCKET_NOT_FOUND: 'There is no such bucket.',
  OBJECT_KEY_NOT_ALLOWED: 'Runs may not use the object key in this way: it is ambiguous, or of a folder with an owner.',
  DATABASE_NEEDED: 'The worker has no database, and what it was asked to do needs the DATABASE_URL of the API.',
  PROVIDER_REJECTED: 'The provider of a model knows no such key, or does not let it do this.',
  PROVIDER_BUSY:
    'The provider of a model was overloaded, limited the rate of calls, or could not be reached, too often.',
  REQUEST_REFUSED: 'The provider of a model found something wrong with what it was asked.',
  ANSWER_REFUSED: 'The model declined to answer.',
  ANSWER_TRUNCATED: 'The answer of the model was longer than it may be.',
  ANSWER_INVALID: 'The answer of the model was not what it was asked for, too often.',
  MODERATION_BLOCKED: 'The provider of a model does not make what it was asked for.',
  BUDGET_EXCEEDED: 'A call of a model could have cost more than is left of a budget, or of what the run may cost.',
  QUOTA_EXCEEDED: 'The end user that the run is for has used what may be used in a day: it begins anew at 00:00 UTC.',
  PRICE_UNKNOWN: 'A budget holds for a call of a model that has no price.',
  DECISION_NOT_MADE: 'Nobody decided in time, and nothing was to be done then.',
  INTERNAL_ERROR: 'The workflow code itself failed.',
} as const;

/** What the kit writes beside code and message into a failure, so that a client can say where it happened. */
export interface FailureDetails {
  /** The step the run was in. */
  step?: string;
  /** Attempts of the activity that failed, the last one included. */
  attempts?: number;
  /** Of a call of a model that did not fit into a limit. */
  limit?: {
    /** A person is to be asked. */
    ask: boolean;
    /** The cap of the run, when it is that which is reached; US dollars. */
    capUsd: number | null;
    /** What is spent and reserved of the limit; US dollars. */
    takenUsd: number;
  };
}

/** One line that names the wrong fields: `local.upscale: Too big: expected int to be <=4`. */
export const describeIssues = (error: z.core.$ZodError) =>
  error.issues.map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`).join('; ');
