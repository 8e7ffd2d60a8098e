import { GraphQLError } from 'graphql';
import { randomUUID } from 'node:crypto';
import { DomainError, InvalidInputError } from '../errors.ts';
import type { Log } from '../platform/log.ts';

/**
 * What a client is told of an error outside a result union: GraphQL's own errors and DomainErrors as they are, with a
 * code to switch on; anything else only under an id, by which the log has the rest.
 */
export const createMaskError =
  (log: Log) =>
  (error: unknown): GraphQLError => {
    const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
    const at = error instanceof GraphQLError ? { nodes: error.nodes, path: error.path } : {};
    if (cause instanceof GraphQLError) return error as GraphQLError;
    if (cause instanceof DomainError) {
      const issues = cause instanceof InvalidInputError ? { issues: cause.issues } : {};
      return new GraphQLError(cause.message, { ...at, extensions: { code: cause.code, ...issues } });
    }
    const id = randomUUID();
    log.error({ err: cause, id }, 'operation failed unexpectedly');
    return new GraphQLError('Something went wrong on our side.', { ...at, extensions: { code: 'INTERNAL_ERROR', id } });
  };
