import type { MessageCreateParams } from '@anthropic-ai/sdk/resources/messages';

/** Words that a model was shown as material, and so may quote. */
export interface Quotable {
  quote: string;
  /** Of the row they are in, what is a number: which message, for one. */
  numbers: Readonly<Record<string, number>>;
}

const most = 3;
const element = /<([\w-]+)>\n(.*?)\n<\/\1>/s;
const sentence = /[^.!?\n]{3,300}[.!?]?/g;

/** The first sentences of what the last message shows between two tags: a text, or rows of JSON, of a conversation those of its user. */
export function quotableIn(messages: MessageCreateParams['messages']): Quotable[] {
  const [, , material] = element.exec(textOf(messages.at(-1)?.content ?? '')) ?? [];
  if (material === undefined) return [];
  const rows = rowsOf(material) ?? [{ text: material }];
  return rows
    .filter(({ role }) => role === undefined || role === 'USER')
    .flatMap(({ text, ...rest }) => sentencesOf(String(text)).map((quote) => ({ quote, numbers: numbersIn(rest) })))
    .slice(0, most);
}

export const textOf = (content: MessageCreateParams['messages'][number]['content']) =>
  typeof content === 'string' ? content : content.map((block) => (block.type === 'text' ? block.text : '')).join('\n');

const sentencesOf = (text: string) => (text.match(sentence) ?? []).map((words) => words.trim()).filter(Boolean);

function rowsOf(material: string): Record<string, unknown>[] | null {
  try {
    return material.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  } catch {
    return null;
  }
}

const numbersIn = (row: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(row).filter((field): field is [string, number] => typeof field[1] === 'number'));
