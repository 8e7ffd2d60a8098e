import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import type { FieldCost } from '../../../schema/cost.ts';
import type { Settings } from '../../platform/env.ts';
import { sizeOf } from './document-size.ts';
import { listedValues } from './listed-values.ts';
import type { OperationParams } from './operation.ts';
import { costOf } from './operation-cost.ts';

export type OperationLimits = Settings['http']['operations'];

/** A batch exists for doing more than one thing at once; it has a limit, a name and counts of its own. */
const mostSpending = 1;
/** So many values in lists of variables weigh as much as one object in the answer. */
const valuesPerUnit = 10;

interface Count {
  code: string;
  what: string;
  asked: number;
  allowed: number;
  /** What to do about it. */
  advice: string;
}

/** A refusal that says what was counted, what was asked for and what is allowed. */
const refusal = ({ code, what, asked, allowed, advice }: Count) =>
  new GraphQLError(`${what}: ${asked}, where at most ${allowed} are allowed. ${advice}`, {
    extensions: { code, asked, allowed },
  });

/** What is too much in a document, whatever its variables are. It need not be valid. */
export function documentErrors(
  schema: GraphQLSchema,
  document: DocumentNode,
  { maxDepth, maxAliases, maxRootFields }: OperationLimits,
): GraphQLError[] {
  const mutations = schema.getMutationType()?.getFields() ?? {};
  const spends = (field: string) => (mutations[field]?.extensions as FieldCost | undefined)?.spends === true;
  return document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return [];
    const { depth, aliases, rootFields, spending } = sizeOf(document, definition, spends);
    const counts: Count[] = [
      {
        code: 'TOO_DEEP',
        what: 'Fields inside one another',
        asked: depth,
        allowed: maxDepth,
        advice: 'Ask for what is further in by its own id.',
      },
      {
        code: 'TOO_MANY_ALIASES',
        what: 'Aliases',
        asked: aliases,
        allowed: maxAliases,
        advice: 'Send several operations.',
      },
      {
        code: 'TOO_MANY_ROOT_FIELDS',
        what: 'Fields at the root',
        asked: rootFields,
        allowed: maxRootFields,
        advice: 'Send several operations.',
      },
      {
        code: 'TOO_MANY_STARTS',
        what: 'Starts in one request',
        asked: definition.operation === OperationTypeNode.MUTATION ? spending : 0,
        allowed: mostSpending,
        advice: 'Start a batch, or send one request for each.',
      },
    ];
    return counts.filter(({ asked, allowed }) => asked > allowed).map(refusal);
  });
}

/**
 * What is wrong with one request for a valid document: variables that do not fit, or a cost that is too high. Nothing
 * when there is no such operation, as executing it says so.
 */
export function requestErrors(
  schema: GraphQLSchema,
  document: DocumentNode,
  { operationName, variables }: Pick<OperationParams, 'operationName' | 'variables'>,
  { maxCost }: OperationLimits,
  hideSuggestions: boolean,
): readonly GraphQLError[] {
  const operation = getOperationAST(document, operationName);
  if (!operation) return [];
  const expensive = (asked: number) =>
    refusal({
      code: 'TOO_EXPENSIVE',
      what: 'Cost of the operation',
      asked,
      allowed: maxCost,
      advice: 'Ask for fewer items (`first`), or for less of each.',
    });
  const given = Math.ceil(listedValues(variables) / valuesPerUnit);
  if (given > maxCost) return [expensive(given)]; // before so many values are looked at one by one
  const definitions = operation.variableDefinitions ?? [];
  const { coerced, errors } = getVariableValues(schema, definitions, variables ?? {}, {
    maxErrors: 10,
    hideSuggestions,
  });
  if (errors) {
    for (const error of errors) error.extensions['code'] = 'BAD_REQUEST';
    return errors;
  }
  const cost = given + costOf({ schema, document, operation, variables: coerced });
  return cost > maxCost ? [expensive(cost)] : [];
}
