import type { TracedAttempt } from '../../platform/ai/traced.ts';
import type { Tracing } from '../../platform/ai/tracing.ts';
import { toUsd } from '../budgets/usd.ts';
import type { CallOrigin } from './generation.ts';

/** A call that was given up: whoever made it has told nobody. */
export interface LostCall extends Omit<CallOrigin, 'parents' | 'step'> {
  id: string;
  purpose: string;
  model: string;
  promptName: string | null;
  promptVersion: string | null;
  /** What it counts, in millionths of a US dollar; null: nobody knows. */
  reserved: number | null;
  /** Milliseconds since 1970. */
  startedAt: number;
}

const problem = 'Whoever made this call was gone before it ended.';

/** Tells Langfuse of calls that were given up, and of the attempts that made them, so that it has the same costs. */
export function traceLost(tracing: Pick<Tracing, 'record' | 'recordAttempt'>, calls: readonly LostCall[]): void {
  const at = new Date();
  const attempts = new Map<string, TracedAttempt>();
  for (const call of calls) {
    const startedAt = new Date(call.startedAt);
    const key = `${call.execution} ${call.task} ${call.attempt}`;
    const known = attempts.get(key) ?? { ...call, activity: `${call.workflow}.${call.activity}`, startedAt };
    const attempt = known.startedAt > startedAt ? { ...known, startedAt } : known;
    attempts.set(key, attempt);
    const { promptName: name, promptVersion: version } = call;
    tracing.record({
      id: call.id,
      attempt,
      purpose: call.purpose,
      model: call.model,
      parameters: {},
      input: undefined, // it was in the memory of whoever is gone
      usage: null,
      costUsd: call.reserved === null ? null : toUsd(call.reserved),
      startedAt,
      endedAt: at,
      outcome: 'LOST',
      problem,
      ...(name !== null && { prompt: { name, version: version === null ? null : Number(version) } }),
    });
  }
  for (const attempt of attempts.values()) tracing.recordAttempt(attempt, { at, problem });
}
