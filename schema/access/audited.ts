import type { GraphQLFieldResolver } from 'graphql';
import { DomainError } from '../../src/errors.ts';
import type { Context } from '../builder.ts';

type Resolver = GraphQLFieldResolver<unknown, Context, Record<string, unknown>>;

/** Writes down every call of a mutation before its caller is told how it went. */
export const audited =
  (action: string, resolve: Resolver): Resolver =>
  async (source, args, context, info) => {
    const { caller, services } = context;
    const record = (value: unknown, outcome: string) =>
      services.audit.record({
        actor: caller.actor,
        action,
        targets: [...idsOf(args), ...idsOf(value)],
        input: args,
        outcome,
      });
    try {
      const value: unknown = await resolve(source, args, context, info);
      await record(value, value instanceof DomainError ? value.code : 'OK');
      return value;
    } catch (error) {
      await record(undefined, error instanceof DomainError ? error.code : 'INTERNAL_ERROR');
      throw error;
    }
  };

/** Ids in the arguments of a mutation, or in what it made. */
function idsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { id, runs, runId, key, input } = value as Record<string, unknown>;
  const own = [id, runId, ...(Array.isArray(runs) ? (runs as unknown[]) : [])];
  return [...own.filter((item) => typeof item === 'string'), ...idsOf(key), ...idsOf(input)];
}
