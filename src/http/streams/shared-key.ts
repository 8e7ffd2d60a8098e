import {
  getOperationAST,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { canonicalJson } from '../../../workers/kit/hash.ts';
import type { OperationParams } from '../operations/operation.ts';
import type { Scope } from './scope.ts';

/**
 * What a subscription field says of itself to be shared, as its `extensions`: its results are states, of which only the
 * newest matters, and they depend on nothing but the arguments and the scope.
 */
interface SharedField {
  shared?: true;
}

/**
 * When two subscriptions are the same: a text that is equal exactly if one execution may serve both, or null when the
 * operation must have an execution of its own. Everything the result depends on is in it, and `readSharedKey` gives
 * exactly that back, so what is not in the key cannot have a part in what others see.
 */
export function sharedKey(
  schema: GraphQLSchema,
  document: DocumentNode,
  { query, operationName, variables }: OperationParams,
  scope: Scope,
): string | null {
  const operation = getOperationAST(document, operationName);
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return null;
  const fields = schema.getSubscriptionType()?.getFields() ?? {};
  const selected = rootFields(document, operation.selectionSet);
  if (selected.size === 0) return null;
  for (const name of selected) if ((fields[name]?.extensions as SharedField | undefined)?.shared !== true) return null;
  return textOf([scope, query, operation.name?.value ?? null, declared(operation, variables ?? {})]);
}

/** The operation and the scope that a key stands for. */
export function readSharedKey(key: string): { params: OperationParams; scope: Scope } {
  const [scope, query, operationName, variables] = JSON.parse(key) as [
    Scope,
    string,
    string | null,
    Record<string, unknown>,
  ];
  return { scope, params: { query, operationName, variables } };
}

/** Null for variables nested so deeply that writing them down runs out of stack: no field takes such a value anyway. */
function textOf(key: unknown[]): string | null {
  try {
    return canonicalJson(key);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return null;
  }
}

/** A variable that the operation does not declare cannot change its result. One that is null is not one left out. */
const declared = ({ variableDefinitions }: OperationDefinitionNode, given: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    (variableDefinitions ?? [])
      .map(({ variable }) => variable.name.value)
      .filter((name) => Object.hasOwn(given, name))
      .map((name) => [name, given[name]]),
  );

/** The names of all root fields, by whatever fragments they are reached. */
function rootFields(document: DocumentNode, from: SelectionSetNode): Set<string> {
  const fields = new Set<string>();
  const followed = new Set<string>();
  const visit = ({ selections }: SelectionSetNode) => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) fields.add(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) visit(selection.selectionSet);
      else if (!followed.has(selection.name.value)) {
        const name = selection.name.value;
        followed.add(name);
        const fragment = document.definitions.find(
          (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name,
        );
        if (fragment?.kind === Kind.FRAGMENT_DEFINITION) visit(fragment.selectionSet);
      }
    }
  };
  visit(from);
  return fields;
}
