import type { GraphQLFieldResolver } from 'graphql';
import { DomainError } from '../../src/errors.ts';
import { decodeRunId } from '../../src/services/runs/run-id.ts';
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
        targets: [...new Set([...idsIn(args), ...idsOf(value)])],
        input: args,
        outcome,
      });
    try {
      const value: unknown = await resolve(source, args, context, info);
      await record(value, isError(value) ? value.code : 'OK');
      return value;
    } catch (error) {
      await record(undefined, error instanceof DomainError ? error.code : 'INTERNAL_ERROR');
      throw error;
    }
  };

/** An error that is a result is wrapped by the plugin that makes it one: it is an instance of nothing, but tells its class. */
function isError(value: unknown): value is DomainError {
  const made = (value as object | null | undefined)?.constructor;
  return made?.prototype instanceof DomainError;
}

/** Ids in the arguments of a mutation, and whom it is about. Of its input these alone, as the rest may be anything, secrets too. */
function idsIn({ id, subject, input }: Record<string, unknown>): string[] {
  const { runs } = (input ?? {}) as Record<string, unknown>;
  const named = Array.isArray(runs) ? (runs as unknown[]) : [];
  return [id, subject, ...named.filter((run) => typeof run === 'string' && decodeRunId(run))].filter(isText);
}

/** Ids of what a mutation made, changed or ran into; of a place for a file its key. */
function idsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { id, runId, scheduleName, key, object, schedule, run, changed } = value as Record<string, unknown>;
  const many: unknown[] = Array.isArray(changed) ? changed : [];
  return [...[id, runId, scheduleName, key, ...many].filter(isText), ...[key, object, schedule, run].flatMap(idsOf)];
}

const isText = (value: unknown) => typeof value === 'string';
