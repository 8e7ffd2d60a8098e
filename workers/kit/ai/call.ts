import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import type { RenderedPrompt } from '../../../src/platform/ai/prompts.ts';
import type { TracedAttempt } from '../../../src/platform/ai/traced.ts';
import type { Usage } from '../../../src/platform/ai/usage.ts';
import type { Log } from '../../../src/platform/log.ts';
import { toUsd } from '../../../src/services/budgets/usd.ts';
import type { CallEnd, CallOrigin, CallQuota, RunCap } from '../../../src/services/generations/generation.ts';
import type { Generations } from '../../../src/services/generations/generations.ts';
import { ended, unanswered } from './call-end.ts';
import { createCallKeys } from './call-key.ts';
import { databaseNeeded, limitFailure, quotaFailure } from './failure.ts';
import type { AiTools } from './tools.ts';

/** One call of a provider: how it is made, kept and found again. */
export interface Call<Made, Kept> {
  purpose: string;
  prompt: RenderedPrompt | undefined;
  model: string;
  /** What makes it this call and no other; also what is traced. Small: images are references. */
  request: Record<string, unknown>;
  parameters: Record<string, string | number>;
  /** The most it can take. */
  bound: Usage;
  make(): Promise<Made>;
  /** Puts the answer where a repeat finds it, and returns what is kept in its row. `id` is the row's. */
  keep(made: Made, id: string, key: string): Promise<Kept>;
  /** What an earlier attempt has kept although it was not heard of: where that can be. */
  find?(key: string): Promise<{ id: string; endedAt: Date; usage: Usage; kept: Kept } | null>;
}

/** What every answer says. */
interface Reported {
  usage: Usage;
  requestId: string | null;
}

/** What Langfuse is told of a call: once more where it turns out otherwise, as the same id is the same generation. */
interface Told {
  asked: Pick<Call<unknown, unknown>, 'purpose' | 'model' | 'parameters' | 'request' | 'prompt'>;
  id: string;
  /** Who has made it. */
  by: TracedAttempt;
  startedAt: Date;
  endedAt: Date;
  end: CallEnd;
  output: unknown;
}

/** The attempt at an activity that calls are made in. */
export interface CallPlace {
  origin: CallOrigin;
  cap: RunCap | null;
  quota: CallQuota;
  traced: TracedAttempt;
  /** There may have been calls for the same before. */
  repeats: boolean;
  signal: AbortSignal;
  log: Log;
}

/** Once an answer is there, the database is tried again so often before the activity goes on with it. */
const settlePausesMs = [100, 500, 2000, 5000];

/**
 * Makes calls of models in one attempt at an activity. Each is written down and reserved in budgets before it is made; its
 * answer is stored before anything else is done with it, and then only told to Langfuse.
 */
export function createCalls(tools: AiTools, { origin, cap, quota, traced, repeats, signal, log }: CallPlace) {
  const { models, tracing } = tools;
  const keyOf = createCallKeys(origin.task);
  let cleared: Promise<unknown> | undefined;
  let admitted: Promise<boolean> | undefined;
  let made = false;
  const underWay = new Set<Promise<unknown>>();

  async function settle(generations: Generations, id: string, end: CallEnd): Promise<void> {
    for (const pause of [...settlePausesMs, null]) {
      try {
        return await generations.settle(id, end);
      } catch (error) {
        if (pause !== null) await sleep(pause);
        // What was paid for is not thrown away; whoever looks for calls that nobody settled counts it later.
        else log.error({ err: error, generation: id }, 'what became of a call of a model could not be stored');
      }
    }
  }

  function tell({ asked, id, by, startedAt, endedAt, end, output }: Told): void {
    const { purpose, model, parameters, request: input, prompt } = asked;
    const { outcome, usage, cost, failure } = end;
    const costUsd = cost === null ? null : toUsd(cost);
    const more = { ...(prompt && { prompt }), ...(failure !== null && { problem: failure }) };
    const time = { startedAt, endedAt };
    tracing.record({
      id,
      attempt: by,
      purpose,
      model,
      parameters,
      input,
      output,
      usage,
      costUsd,
      outcome,
      ...time,
      ...more,
    });
  }

  async function call<Made extends Reported, Kept>(
    asked: Call<Made, Kept>,
  ): Promise<{ made: Made | null; kept: Kept }> {
    const { generations } = tools;
    if (!generations) throw databaseNeeded();
    signal.throwIfAborted();
    if (repeats) await (cleared ??= generations.giveUpEarlier(origin));
    const { purpose, model, prompt } = asked;
    const id = randomUUID();
    const key = keyOf(purpose, asked.request, prompt);
    const found = repeats && (await asked.find?.(key));
    if (found) {
      const { usage, kept, endedAt } = found;
      const by = await generations.unsettled(found.id);
      if (by) {
        const end = { ...ended('SUCCEEDED', usage, models.costOf(model, usage)), answer: kept };
        await settle(generations, found.id, { ...end, latencyMs: Math.max(0, +endedAt - +by.startedAt) });
        tell({ asked, id: found.id, by: { ...traced, ...by }, startedAt: by.startedAt, endedAt, end, output: kept });
      }
      return { made: null, kept };
    }
    if (quota.users.length > 0 && !(await (admitted ??= generations.admit(origin.run, quota))))
      throw quotaFailure(quota);
    const reserved = models.costOf(model, asked.bound);
    const begin = generations.begin(id, {
      ...origin,
      cap,
      quota,
      purpose,
      call: key,
      model,
      promptName: prompt?.name ?? null,
      promptVersion: prompt?.version?.toString() ?? null,
      reserved,
      pricesVersion: models.version,
    });
    const begun = await begin.catch(async (error: unknown) => {
      // It may be written down all the same. Where that cannot be undone, a repeat counts it as lost.
      await generations.release(id).catch(() => undefined);
      throw error;
    });
    if (begun.state === 'ANSWERED') return { made: null, kept: begun.answer as Kept };
    if (begun.state === 'REFUSED') throw limitFailure(model, reserved, begun.limits);
    if (signal.aborted) {
      await generations.release(id);
      throw signal.reason;
    }
    made = true;
    const startedAt = new Date();
    const since = performance.now();
    const close = async (end: CallEnd, output?: unknown) => {
      await settle(generations, id, { ...end, latencyMs: performance.now() - since });
      tell({ asked, id, by: traced, startedAt, endedAt: new Date(), end, output });
    };
    let answer: Made;
    try {
      answer = await asked.make();
    } catch (error) {
      await close(unanswered(error, signal.aborted, reserved, (usage) => models.costOf(model, usage)));
      throw error;
    }
    const { usage, requestId } = answer;
    const cost = models.costOf(model, usage);
    try {
      const kept = await asked.keep(answer, id, key);
      await close({ ...ended('SUCCEEDED', usage, cost), requestId, answer: kept }, kept);
      return { made: answer, kept };
    } catch (error) {
      await close({ ...ended('LOST', usage, cost), requestId, failure: 'NOT_STORED' });
      throw error;
    }
  }

  return {
    async call<Made extends Reported, Kept>(asked: Call<Made, Kept>) {
      const result = call(asked);
      underWay.add(result);
      try {
        return await result;
      } finally {
        underWay.delete(result);
      }
    },
    /**
     * Tells Langfuse of the attempt, if it has made calls. One that failed of a call may have others under way: what they
     * answer is stored first, so that a repeat need not ask again.
     */
    async close(problem?: string) {
      await Promise.allSettled(underWay);
      if (made) tracing.recordAttempt(traced, { at: new Date(), ...(problem !== undefined && { problem }) });
    },
  };
}
export type Calls = ReturnType<typeof createCalls>;
