import { GraphQLError } from 'graphql';
import { randomUUID } from 'node:crypto';
import { DomainError, InvalidInputError, RateLimitedError } from '../../errors.ts';
import type { Log } from '../../platform/log.ts';
import { requestOf } from '../request-id.ts';

export type MaskError = ReturnType<typeof createMaskError>;

/**
 * What a client is told of an error outside a result union: GraphQL's own errors and DomainErrors in their words, with a
 * code to switch on; anything else only under an id, by which the log has the rest.
 */
export const createMaskError =
  (log: Log) =>
  (error: unknown): GraphQLError => {
    const cause = causeOf(error);
    const code = codeOf(error);
    const at = error instanceof GraphQLError ? { nodes: error.nodes, path: error.path } : {};
    if (cause instanceof GraphQLError) return withCode(error as GraphQLError, code);
    if (cause instanceof DomainError) {
      return new GraphQLError(cause.message, { ...at, extensions: { code, ...detailsOf(cause) } });
    }
    const id = randomUUID();
    log.error({ err: cause, id, requestId: requestOf(error) }, 'operation failed unexpectedly');
    return new GraphQLError('Something went wrong on our side.', { ...at, extensions: { code, id } });
  };

/** What a client needs besides words. */
function detailsOf(error: DomainError): object {
  if (error instanceof InvalidInputError) return { issues: error.issues };
  return error instanceof RateLimitedError ? { retryAfter: error.retryAfter } : {};
}

/** The code a client is told, masked or not. */
export function codeOf(error: unknown): string {
  const cause = causeOf(error);
  if (cause instanceof DomainError) return cause.code;
  if (!(cause instanceof GraphQLError)) return 'INTERNAL_ERROR';
  const { code } = cause.extensions;
  return typeof code === 'string' ? code : 'BAD_REQUEST'; // such as a variable that does not fit its type
}

/** GraphQL's own error, without the parser's words that Yoga adds. Yoga knows the status by the error, so it is kept. */
function withCode(error: GraphQLError, code: string): GraphQLError {
  const { extensions } = error;
  extensions['code'] = code;
  if ('originalError' in extensions) {
    delete extensions['originalError'];
    extensions['http'] = { status: 400 }; // without those words Yoga takes it for a GraphQL answer, which is 200
  }
  return error;
}

/** The same for where there is no HTTP status. A copy: errors of documents are kept, and the next may come over HTTP. */
export function withoutStatus({ message, nodes, source, positions, path, extensions }: GraphQLError): GraphQLError {
  const { http: _http, ...rest } = extensions;
  return new GraphQLError(message, { nodes, source, positions, path, extensions: rest });
}

const causeOf = (error: unknown) => (error instanceof GraphQLError ? (error.originalError ?? error) : error);
