import { ApplicationFailure } from '@temporalio/activity';
import { randomUUID } from 'node:crypto';
import { DomainError } from '../../../src/errors.ts';
import type { Log } from '../../../src/platform/log.ts';
import type { FailureDetails } from '../wire/errors.ts';

interface FailureContext {
  log: Log;
  attempts: number;
  final: boolean;
}

/** Only coded failures keep their message; any other could carry a link, a path or a credential into the history. */
export function toActivityFailure(error: unknown, { log, attempts, final }: FailureContext) {
  const failure =
    error instanceof ApplicationFailure
      ? ApplicationFailure.create({
          type: error.type ?? undefined,
          message: error.message,
          nonRetryable: final || (error.nonRetryable ?? false),
          nextRetryDelay: error.nextRetryDelay,
          details: [{ attempts, ...limitOf(error) } satisfies FailureDetails],
        })
      : masked(error, { log, attempts, final });
  failure.stack = undefined;
  return failure;
}

/** Of other details nothing is kept: they could be anything. */
function limitOf({ type, details }: ApplicationFailure): Pick<FailureDetails, 'limit'> {
  if (type !== 'BUDGET_EXCEEDED') return {};
  return { limit: (details?.[0] as FailureDetails | undefined)?.limit };
}

function masked(error: unknown, { log, attempts, final }: FailureContext) {
  const id = randomUUID();
  log.error({ err: error, id }, 'activity failed unexpectedly');
  const known = error instanceof DomainError;
  return ApplicationFailure.create({
    type: known ? error.code : 'ACTIVITY_FAILED',
    message: known
      ? error.message
      : `Unexpected ${error instanceof Error ? error.name : typeof error}; the worker's log has it under ${id}.`,
    nonRetryable: final || (known && !error.transient),
    details: [{ attempts } satisfies FailureDetails],
  });
}
