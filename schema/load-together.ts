import type { Context } from './builder.ts';

type Load<T> = (services: Context['services'], keys: readonly string[]) => Promise<ReadonlyMap<string, T>>;

/**
 * Makes what looks up what many objects of one answer refer to: all that are asked for at once are looked up by one question. What
 * is not found is null; keep it where the type is: one for each kind of thing.
 */
export function loadTogether<T>(load: Load<T>) {
  const waiting = new WeakMap<Context, { keys: Set<string>; found: Promise<ReadonlyMap<string, T>> }>();
  return async (context: Context, key: string): Promise<T | null> => {
    let together = waiting.get(context);
    if (!together) {
      const keys = new Set<string>();
      const found = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
        waiting.delete(context);
        return load(context.services, [...keys]);
      });
      waiting.set(context, (together = { keys, found }));
    }
    together.keys.add(key);
    return (await together.found).get(key) ?? null;
  };
}
