import { createHash } from 'node:crypto';
import type { PromptBlock } from './anthropic-tokens.ts';

/** Shorter prompts are not kept. */
const fewestTokens = 1024;
const keptMs = 300_000;

/** The beginnings of prompts that were marked to be kept, for five minutes after their last use. */
export function createPromptCache() {
  const until = new Map<string, number>();
  return {
    /** How many of the first tokens were there, and how many are kept from now on. */
    use(model: string, blocks: readonly PromptBlock[], now = Date.now()): { read: number; written: number } {
      const hash = createHash('sha256').update(model);
      let [tokens, read, kept] = [0, 0, 0];
      for (const block of blocks) {
        hash.update(block.text);
        tokens += block.tokens;
        if (!block.cached || tokens < fewestTokens) continue;
        const key = hash.copy().digest('hex');
        if ((until.get(key) ?? 0) > now) read = tokens;
        until.set(key, now + keptMs);
        kept = tokens;
      }
      return { read, written: kept - read };
    },
    clear: () => until.clear(),
  };
}
