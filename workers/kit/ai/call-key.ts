import { createHash } from 'node:crypto';
import type { RenderedPrompt } from '../../../src/platform/ai/prompts.ts';

/**
 * Names the calls of one attempt at an activity: the same request has the same name in every attempt, and so has the second
 * of two that are equal. `task` says which of the run's activity calls it is. A prompt goes by its name and values: somebody
 * may change its text between two attempts.
 */
export function createCallKeys(task: string) {
  const places = new Map<string, number>();
  return (purpose: string, request: unknown, prompt?: RenderedPrompt): string => {
    const asked = createHash('sha256')
      .update(JSON.stringify([task, purpose, request], prompt && byName(prompt)))
      .digest('hex');
    const place = places.get(asked) ?? 0;
    places.set(asked, place + 1);
    return `${asked}-${place}`;
  };
}

/** For JSON: what a prompt is, in place of its text. */
function byName({ name, values, text }: RenderedPrompt) {
  const named = JSON.stringify([name, values]);
  return (_key: string, value: unknown) =>
    typeof value === 'string' && text !== '' ? value.replaceAll(text, () => named) : value;
}
