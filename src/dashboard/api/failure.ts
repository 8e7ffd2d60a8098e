/** Why an operation has no answer, with the code that says what to do about it. */
export class ApiFailure extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Nobody has answered: the server is away, or the network. */
export const unreachable = () =>
  new ApiFailure('UNREACHABLE', 'The server does not answer. This goes on by itself as soon as it does.');

interface ToldError {
  message: string;
  extensions?: { code?: unknown };
}

/** The first error of an answer, as the server tells it. */
export const failureOf = ([error]: readonly ToldError[]) =>
  new ApiFailure(
    typeof error?.extensions?.code === 'string' ? error.extensions.code : 'BAD_REQUEST',
    error?.message ?? 'The server has answered without data.',
  );

/** What can go wrong as one. */
export const asFailure = (error: unknown): ApiFailure => {
  if (error instanceof ApiFailure) return error;
  if (Array.isArray(error)) return failureOf(error as ToldError[]);
  return unreachable();
};
