import * as z from 'zod';
import { memoryExtractionPrompt } from '../../prompts/memory-extraction.ts';
import type { Prompts } from '../../src/platform/ai/prompts.ts';
import { quoteFinder } from '../../src/platform/text/quotes.ts';
import { longestMemory } from '../../src/services/memories/memory.ts';
import type { Ai } from '../kit/ai.ts';
import { kind, type Message } from './contract.ts';
import type { FoundMemory } from './found.ts';
import { material } from './material.ts';

/** Of messages that a model is shown at a time. */
const charactersAtOnce = 24_000;
const mostOfPart = 40;

const answer = z.object({
  memories: z
    .array(
      z.object({
        kind,
        text: z.string().min(1).max(longestMemory),
        confidence: z.number().min(0).max(1),
        message: z.int().min(0),
        quote: z.string().min(1).max(2000),
      }),
    )
    .max(mostOfPart),
});

/** Messages in their order with their numbers, in parts that a model is shown at a time. */
export function partsOf(messages: readonly Message[]): { number: number; message: Message }[][] {
  const parts: { number: number; message: Message }[][] = [];
  let size = Infinity;
  for (const [number, message] of messages.entries()) {
    if (size + message.text.length > charactersAtOnce) {
      parts.push([]);
      size = 0;
    }
    parts.at(-1)!.push({ number, message });
    size += message.text.length;
  }
  return parts;
}

/** What a part of a conversation says, as far as it can be shown there, and how much of the answer could not. */
export async function extract(
  part: ReturnType<typeof partsOf>[number],
  said: string,
  ai: Ai,
  prompts: Prompts,
): Promise<{ memories: FoundMemory[]; dropped: number }> {
  const prompt = await prompts.render(memoryExtractionPrompt, { most: mostOfPart });
  const rows = part.map(({ number, message: { role, text } }) => ({ message: number, role, text }));
  const { value } = await ai.generate({
    purpose: 'memories',
    prompt,
    system: prompt.text,
    messages: [{ role: 'user', content: material('conversation', rows) }],
    schema: answer,
  });
  const byNumber = new Map(part.map(({ number, message }) => [number, message]));
  const memories = value.memories.flatMap((memory): FoundMemory[] => {
    const message = byNumber.get(memory.message);
    const found = message?.role === 'USER' ? quoteFinder(message.text)(memory.quote) : null;
    if (!message || !found) return [];
    return [{ ...memory, quote: found.quote, saidAt: new Date(message.at ?? said).toISOString() }];
  });
  return { memories, dropped: value.memories.length - memories.length };
}
