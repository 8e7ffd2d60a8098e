import type { FakeAnthropic } from '../src/local/fake-ai/anthropic.ts';
import type { Stack } from './stack.ts';

interface Said {
  /** Of the judge. Default: FINE. */
  verdict?: { verdict: string; explanation: string; quote: string };
  points?: { text: string; quote: string }[];
  facts?: { text: string; quote: string }[];
  entities?: { name: string; kind: string }[];
}
type Step = Parameters<FakeAnthropic['script']>[0];
export type LearningCall = 'judge' | 'understand';

const systemOf: Record<LearningCall, string> = {
  judge: 'You guard a knowledge base',
  understand: 'You read documents for a knowledge base',
};

/** Whether a request is of this kind, and about a content with these words. */
export const asks = (call: LearningCall, words: string) => (request: { body: unknown }) => {
  const { system, messages } = request.body as { system?: unknown; messages: unknown };
  return JSON.stringify(system ?? '').includes(systemOf[call]) && JSON.stringify(messages).includes(words);
};

/** A model that says this about every content with these words. `more` changes how it answers the last of both calls. */
export function teach(
  anthropic: FakeAnthropic,
  words: string,
  { verdict = { verdict: 'FINE', explanation: '', quote: '' }, points = [], facts = [], entities = [] }: Said = {},
) {
  const always = (call: LearningCall, value: unknown): Step => ({
    when: asks(call, words),
    times: Infinity,
    text: JSON.stringify(value),
  });
  anthropic.script(always('judge', verdict), always('understand', { points, facts, entities }));
}

/** What is stored: rows of each table, in their order. */
export async function storedKnowledge({ database }: Pick<Stack, 'database'>) {
  const rows = async (sql: string) => (await database.pool.query<Record<string, unknown>>(sql)).rows;
  return {
    documents: await rows('SELECT * FROM knowledge_documents ORDER BY number'),
    chunks: await rows('SELECT * FROM knowledge_chunks ORDER BY number'),
    facts: await rows('SELECT f.* FROM knowledge_facts f ORDER BY f.document, f.position'),
    vault: await rows('SELECT * FROM black_vault ORDER BY number'),
  };
}
