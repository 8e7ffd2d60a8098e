import { createHash } from 'node:crypto';

/**
 * Names the calls of one attempt at an activity: the same request has the same name in every attempt, and so has the second
 * of two that are equal. `task` says which of the run's activity calls it is.
 */
export function createCallKeys(task: string) {
  const places = new Map<string, number>();
  return (purpose: string, request: unknown): string => {
    const asked = createHash('sha256')
      .update(JSON.stringify([task, purpose, request]))
      .digest('hex');
    const place = places.get(asked) ?? 0;
    places.set(asked, place + 1);
    return `${asked}-${place}`;
  };
}
