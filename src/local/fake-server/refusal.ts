import type { FakeError } from './script.ts';

/** A request that the real service would turn down. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message?: string,
    readonly error: FakeError = {},
  ) {
    super(message ?? '');
  }
}
