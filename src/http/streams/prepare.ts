import type { OperationParams } from '../operations/operation.ts';
import type { Caller } from '../../services/access/caller.ts';
import { scopeOfCaller } from './scope.ts';
import { sharedKey } from './shared-key.ts';
import type { Graphql } from '../operations/yoga.ts';

/**
 * Parses and validates an operation by Yoga's plugins, and says under which key it is shared, if it may be. Throws what
 * the parser throws.
 */
export function prepare(graphql: Graphql, params: OperationParams, caller: Caller, requestId: string) {
  const { schema, parse, validate, execute, subscribe, contextFactory } = graphql.getEnveloped({
    params,
    caller,
    requestId,
  });
  const document = parse(params.query);
  const { operationName, variables } = params;
  return {
    args: { schema, document, operationName, variableValues: variables },
    requestId,
    errors: validate(schema, document),
    key: sharedKey(schema, document, params, scopeOfCaller(caller)),
    execute,
    subscribe,
    contextFactory,
  };
}
