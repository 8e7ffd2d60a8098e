import { DomainError } from '../errors.ts';

/** An error as it goes from thread to thread. */
export interface PlainError {
  name: string;
  message: string;
  stack: string | undefined;
  /** Of one that the caller can act on. */
  code?: string;
  transient?: boolean;
}

/** Field by field: a clone of an error forgets its class and its code, and fails on a cause that cannot be cloned. */
export function toPlain(error: unknown): PlainError {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const plain = { name, message, stack };
  return error instanceof DomainError ? { ...plain, code: error.code, transient: error.transient } : plain;
}

export const fromPlain = ({ code, message, ...plain }: PlainError): Error =>
  Object.assign(code === undefined ? new Error(message) : new DomainError(code, message), plain);
