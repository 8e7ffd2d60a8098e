import { createBoundedMap } from '../platform/bounded-map.ts';

/**
 * Asks each question once and keeps the answer, of as many questions as `limit`. Who asks while somebody else does gets the
 * same answer. A failure is not kept: whoever asked is told, and the next one asks again.
 */
export function createOnce<T>(limit: number) {
  const answers = createBoundedMap<string, Promise<T>>(limit);
  return {
    ask(key: string, load: () => Promise<T>): Promise<T> {
      const known = answers.get(key);
      if (known) return known;
      const answer = load().catch((error: unknown) => {
        answers.delete(key);
        throw error;
      });
      answers.set(key, answer);
      return answer;
    },
  };
}
