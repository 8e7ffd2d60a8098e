import { AiError } from '../../../src/platform/ai/ai-error.ts';
import type { Usage } from '../../../src/platform/ai/usage.ts';
import type { CallEnd } from '../../../src/services/generations/generation.ts';

export const ended = (outcome: CallEnd['outcome'], usage: Usage | null, cost: number | null): CallEnd => ({
  outcome,
  failure: null,
  usage,
  cost,
  latencyMs: 0,
  requestId: null,
  answer: null,
});

/** How a call ended that brought no answer. Whoever hangs up is charged for what has begun, so it counts as much as it may have cost. */
export function unanswered(
  error: unknown,
  aborted: boolean,
  reserved: number | null,
  costOf: (usage: Usage) => number | null,
): CallEnd {
  if (!(error instanceof AiError)) return ended(aborted ? 'CANCELED' : 'LOST', null, reserved);
  const { usage = null, lost = false, requestId = null } = error.details;
  const cost = usage ? costOf(usage) : lost ? reserved : 0;
  return { ...ended(lost && !usage ? 'LOST' : 'FAILED', usage, cost), failure: error.code, requestId };
}
