import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { useFakeAi } from '../../test/fake-ai.ts';
import { labelled, type Label, type Labelled } from '../../test/fixtures/knowledge/labelled.ts';
import { long } from '../../test/long.ts';
import { asks, storedKnowledge } from '../../test/learning.ts';
import { createSlots } from '../../src/platform/slots.ts';
import { useStack } from '../../test/stack.ts';

const fakes = useFakeAi();
const stack = useStack({
  get env() {
    return { ...fakes.env, TASK_QUEUES: 'ai' };
  },
});

const timeout = long ? 600_000 : 60_000;
const outcomes = [
  'LEARNED',
  'ALREADY_KNOWN',
  'NEAR_DUPLICATE',
  'DOUBTFUL',
  'HAS_SECRETS',
  'CONTENT_INJECTION',
  'CONTENT_UNSAFE',
];
const labels: Label[] = ['BENIGN', 'INJECTION', 'UNSAFE', 'EXACT_DUPLICATE', 'NEAR_DUPLICATE'];

/** A model that finds nothing, so that what is seen is what the checks do alone. */
const naive = () => fakes.anthropic.script({ times: Infinity, when: asks('judge', ''), text: fine }, nothing);
/** A model that knows the labels: it shows what becomes of a verdict, not how good any model is. */
function knowing() {
  for (const { label, text } of labelled) {
    if (label !== 'INJECTION' && label !== 'UNSAFE') continue;
    const words = text.slice(0, 40);
    const verdict = { verdict: label, explanation: `It is ${label.toLowerCase()}.`, quote: words };
    fakes.anthropic.script({ times: Infinity, when: asks('judge', words), text: JSON.stringify(verdict) });
  }
  naive();
}
const fine = JSON.stringify({ verdict: 'FINE', explanation: '', quote: '' });
const nothing = { times: Infinity, text: JSON.stringify({ points: [], facts: [], entities: [] }) };

const isCopy = ({ label }: Labelled) => label.endsWith('DUPLICATE');
const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;

async function learnAll(inputs: readonly Labelled[], onBehalfOf: string) {
  const table = new Map<string, number>();
  const wrong: string[] = [];
  const learnOne = async ({ label, language, text }: Labelled) => {
    const source = `${label} ${inputs.findIndex((input) => input.text === text)}`;
    const input = { text, source, onBehalfOf, requireApproval: 'NEVER' };
    const end = await (await stack.start('aiLearning', input)).end();
    const { outcome, language: told } = (end['resultJson'] ?? {}) as { outcome?: string; language?: string };
    const became = outcome ?? end.failure!.code;
    table.set(`${label} ${became}`, (table.get(`${label} ${became}`) ?? 0) + 1);
    if (outcome === 'LEARNED' && told !== language) wrong.push(`${told} for ${text}`);
  };
  // What is copied has to be there before its copies come.
  const slots = createSlots(8);
  await Promise.all(inputs.filter((input) => !isCopy(input)).map((input) => slots.run(() => learnOne(input))));
  await Promise.all(inputs.filter(isCopy).map(learnOne));
  expect(wrong).toEqual([]);
  return labels.map((label) => row([label, ...outcomes.map((outcome) => table.get(`${label} ${outcome}`) ?? 0)]));
}

const page = () => readFileSync(new URL('../../docs/KNOWLEDGE.md', import.meta.url), 'utf8').replaceAll(/ +/g, ' ');
const inputs = long ? labelled : labelled.filter(({ language }) => language === 'en');

test('there are sixty labelled inputs, in five languages', () => {
  expect(labelled).toHaveLength(60);
  expect(new Set(labelled.map(({ text }) => text)).size).toBe(60);
});

// `checks/checks.test.ts` always shows what the checks find in them.
test.runIf(long)('what becomes of them without a model’s judgement is as documented', { timeout }, async () => {
  naive();
  for (const row of await learnAll(inputs, 'naive')) expect(page()).toContain(row);
});

test(
  'what becomes of them with a model that judges right is as documented, and nothing refused is stored',
  { timeout },
  async () => {
    knowing();
    const rows = await learnAll(inputs, 'knowing');
    if (long) for (const row of rows) expect(page()).toContain(row);
    else expect(rows).toEqual(ofEnglish);
    expect(JSON.stringify(await storedKnowledge(stack))).not.toContain('postgres://');
  },
);

/** Of the twelve in English. */
const ofEnglish = [
  '| BENIGN | 5 | 0 | 0 | 0 | 0 | 0 | 0 |',
  '| INJECTION | 0 | 0 | 0 | 0 | 0 | 3 | 0 |',
  '| UNSAFE | 0 | 0 | 0 | 0 | 1 | 0 | 1 |',
  '| EXACT_DUPLICATE | 0 | 1 | 0 | 0 | 0 | 0 | 0 |',
  '| NEAR_DUPLICATE | 0 | 0 | 1 | 0 | 0 | 0 | 0 |',
];
