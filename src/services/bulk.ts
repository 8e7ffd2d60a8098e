import { DomainError } from '../errors.ts';
import { createSlots } from '../platform/slots.ts';

const atOnce = 10;

/** One that nothing could be done to, and why. */
export interface BulkFailure {
  /** Its name or id. */
  of: string;
  code: string;
  message: string;
}

/** The first of what a list has, and whether there is more of it. */
export async function firstOf<T>(list: AsyncIterable<T>, most: number): Promise<{ found: T[]; more: boolean }> {
  const found: T[] = [];
  for await (const one of list) {
    if (found.length === most) return { found, more: true };
    found.push(one);
  }
  return { found, more: false };
}

/**
 * Does something to each, a few at a time, and returns the names of those it was done to. What cannot be done to one is told,
 * and keeps nobody from the others; what nobody expected is thrown once all are over.
 */
export async function toEach<T>(
  all: readonly T[],
  nameOf: (one: T) => string,
  act: (one: T) => Promise<unknown>,
): Promise<{ changed: string[]; failures: BulkFailure[] }> {
  const slots = createSlots(atOnce);
  const attempts = all.map((one) =>
    slots.run(async (): Promise<BulkFailure | null> => {
      try {
        await act(one);
        return null;
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        return { of: nameOf(one), code: error.code, message: error.message };
      }
    }),
  );
  await Promise.allSettled(attempts);
  const outcomes = await Promise.all(attempts);
  return {
    changed: all.filter((_one, index) => outcomes[index] === null).map(nameOf),
    failures: outcomes.filter((failure) => failure !== null),
  };
}
