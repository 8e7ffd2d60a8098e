import { randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { createPrompts } from '../../src/platform/ai/prompts.ts';
import { createLog } from '../../src/platform/log.ts';
import type { KnownMemory } from '../../src/services/memories/known.ts';
import type { Ai } from '../kit/ai.ts';
import { reconcile } from './reconcile.ts';

const embedder = 'test/one';
const vector = new Float32Array([1, 0]);
const found = (text: string) => {
  const said = { confidence: 1, message: 0, quote: text, saidAt: '2026-01-01T00:00:00.000Z' };
  return { kind: 'FACT' as const, text, vector, ...said };
};
const known = (text: string, more: Partial<KnownMemory> = {}): KnownMemory => {
  return { id: randomUUID(), kind: 'FACT', text, validFrom: new Date(0), embedder, vector, ...more };
};

/** A model that finds all of it new, and what it was shown. */
function model() {
  const generate = vi.fn(async (_request: { messages: { content: unknown }[] }) => ({ value: { verdicts: [] } }));
  return { ai: { generate } as unknown as Ai, shown: () => JSON.stringify(generate.mock.calls), generate };
}
const prompts = createPrompts(undefined, createLog('silent'));

test('what is known in the same words needs no model, and counts as done', async () => {
  const { ai, shown } = model();
  const report = vi.fn();
  const bees = known('The user keeps bees!');
  const verdicts = await reconcile(
    [found('the user keeps  bees'), found('The user rows.'), found('👍')],
    [bees, known('🎉')],
    { embedder, ai, prompts, report },
  );
  expect(verdicts[0]).toEqual({ relation: 'SAME', known: bees.id });
  expect(verdicts.slice(1)).toEqual([
    { relation: 'NEW', known: null },
    { relation: 'NEW', known: null },
  ]);
  expect(shown()).not.toContain('keeps  bees');
  expect(report.mock.calls).toEqual([[3]]);
});

test('of many it is shown the nearest, by vectors of the same embedder', async () => {
  const { ai, shown } = model();
  const far = Array.from({ length: 60 }, (_, at) => known(`far ${at}.`, { vector: new Float32Array([0, 1]) }));
  const foreign = Array.from({ length: 60 }, (_, at) => known(`foreign ${at}.`, { embedder: 'test/other' }));
  const near = known('near.');
  await reconcile([found('The user rows.')], [...foreign, ...far, near], { embedder, ai, prompts, report: vi.fn() });
  expect(shown()).toContain('near.');
  expect(shown()).not.toContain('foreign');
});
