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

/** Nobody has answered whether something was done, and nothing asks again by itself: it may be done twice. */
export const unanswered = () =>
  new ApiFailure(
    'UNANSWERED',
    'The server has not answered. Nobody knows whether this was done: look before you try again.',
  );

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

/** What can go wrong as one. What is no error of a program is a socket that was closed. */
export const asFailure = (error: unknown): ApiFailure => {
  if (error instanceof ApiFailure) return error;
  if (Array.isArray(error)) return failureOf(error as ToldError[]);
  if (error instanceof Error) return new ApiFailure('UNEXPECTED', error.message);
  return unreachable();
};

/** Not what asking again can change. */
const settled = new Set(['FORBIDDEN', 'NOT_FOUND', 'UNAUTHENTICATED', 'BAD_REQUEST', 'INVALID_INPUT']);
export const isSettled = ({ code }: ApiFailure) => settled.has(code) || code.startsWith('GRAPHQL_');
