/** Remembers answers for so many milliseconds. A failure is not remembered. */
export function createRecent(ms: number) {
  const answers = new Map<string, { at: number; answer: Promise<unknown> }>();
  const forgetOld = (now: number) => {
    for (const [key, { at }] of answers) {
      if (now - at < ms) return; // the oldest come first
      answers.delete(key);
    }
  };
  return {
    ask<T>(key: string, load: () => Promise<T>): Promise<T> {
      const now = performance.now();
      forgetOld(now);
      const known = answers.get(key);
      if (known) return known.answer as Promise<T>; // under one key is always the same question
      const answer = load().catch((error: unknown) => {
        answers.delete(key);
        throw error;
      });
      answers.set(key, { at: now, answer });
      return answer;
    },
    size: () => answers.size,
  };
}
