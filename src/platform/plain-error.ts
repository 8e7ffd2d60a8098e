/** An error as it goes from thread to thread. */
export interface PlainError {
  name: string;
  message: string;
  stack: string | undefined;
}

/** Field by field: a clone of an error forgets its class and its code, and fails on a cause that cannot be cloned. */
export function toPlain(error: unknown): PlainError {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { name, message, stack };
}

export const fromPlain = (plain: PlainError): Error => Object.assign(new Error(plain.message), plain);
