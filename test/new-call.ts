import { randomUUID } from 'node:crypto';
import { noUsage } from '../src/platform/ai/usage.ts';
import type { CallEnd, NewCall } from '../src/services/generations/generation.ts';

/** A call of a model as the kit would write it down, of a run of its own. */
export function newCall(more: Partial<NewCall> = {}): NewCall {
  const run = more.run ?? randomUUID();
  return {
    run,
    parents: [],
    workflowId: `workflow-${run}`,
    workflow: 'caption',
    labels: [],
    step: 'write',
    activity: 'write',
    task: ' 1',
    execution: run,
    attempt: 1,
    purpose: 'caption',
    call: randomUUID(),
    model: 'claude-test',
    promptName: null,
    promptVersion: null,
    reserved: 100,
    pricesVersion: 'test',
    cap: null,
    quota: { users: [], cost: null, runs: null },
    ...more,
  };
}

/** How it ends when all is well. */
export const callEnd = (cost: number | null, more: Partial<CallEnd> = {}): CallEnd => ({
  outcome: 'SUCCEEDED',
  failure: null,
  usage: { ...noUsage, input: 10, output: 5 },
  cost,
  latencyMs: 12,
  requestId: 'req_1',
  answer: { text: 'an answer' },
  ...more,
});
