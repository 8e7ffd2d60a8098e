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
  INTERNAL_ERROR: 'The workflow code itself failed.',
} as const;

/** What the kit writes beside code and message into a failure, so that a client can say where it happened. */
export interface FailureDetails {
  /** The step the run was in. */
  step?: string;
  /** Attempts of the activity that failed, the last one included. */
  attempts?: number;
}

/** One line that names the wrong fields: `local.upscale: Too big: expected int to be <=4`. */
export const describeIssues = (error: z.core.$ZodError) =>
  error.issues.map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`).join('; ');
