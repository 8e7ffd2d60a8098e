import type { FakeAi } from './fake-ai.ts';

interface Extracted {
  kind: 'FACT' | 'PREFERENCE' | 'EVENT' | 'QUESTION';
  text: string;
  message: number;
  quote: string;
  confidence?: number;
}
interface Verdict {
  found: number;
  relation: 'NEW' | 'SAME' | 'CONTRADICTS' | 'SUPERSEDES';
  known: number | null;
}

const asksFor = (word: string) => (request: { body: unknown }) => JSON.stringify(request.body).includes(`<${word}>`);

/** Says what the fake model finds in the next conversation, and how it goes together with what is known. */
export function createMemoryModels({ anthropic }: Pick<FakeAi, 'anthropic'>) {
  return {
    finds: (...memories: Extracted[]) =>
      anthropic.script({
        when: asksFor('conversation'),
        text: JSON.stringify({ memories: memories.map((memory) => ({ confidence: 0.9, ...memory })) }),
      }),
    judges: (...verdicts: Verdict[]) =>
      anthropic.script({ when: asksFor('found'), text: JSON.stringify({ verdicts }) }),
  };
}
