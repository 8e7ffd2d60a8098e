import {
  getDirectiveValues,
  getNamedType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  valueFromAST,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { FieldCost, PageCost } from '../../../schema/cost.ts';

/** Each of its types is looked up and described with all its fields. */
const introspectionCost = 20;

interface Priced {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  /** As they were coerced: with defaults. */
  variables: Readonly<Record<string, unknown>>;
}

/**
 * How many objects an operation may have to be answered with, and what its fields cost besides. A list counts as often as
 * its page is long, an interface or union as its most expensive type. The operation has to be valid.
 */
export function costOf({ schema, document, operation, variables }: Priced): number {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  const known = new Map<SelectionSetNode, Map<GraphQLObjectType, number>>();

  const ofType = (output: GraphQLOutputType, selections: SelectionSetNode): number => {
    const type = getNamedType(output);
    if (isObjectType(type)) return ofSelections(type, selections);
    if (!isAbstractType(type)) return 0;
    return Math.max(...schema.getPossibleTypes(type).map((possible) => ofSelections(possible, selections)));
  };

  const ofSelections = (type: GraphQLObjectType, set: SelectionSetNode): number => {
    const costs = known.get(set) ?? new Map<GraphQLObjectType, number>();
    known.set(set, costs);
    let cost = costs.get(type);
    if (cost === undefined) {
      cost = 0;
      for (const selection of set.selections) if (isIncluded(selection)) cost += ofSelection(type, selection);
      costs.set(type, cost);
    }
    return cost;
  };

  const ofSelection = (type: GraphQLObjectType, selection: SelectionNode): number => {
    if (selection.kind === Kind.FIELD) return ofField(type, selection);
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    if (!fragment) return 0;
    const condition = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value);
    const applies =
      !condition || condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
    return applies ? ofSelections(type, fragment.selectionSet) : 0;
  };

  const ofField = (type: GraphQLObjectType, node: FieldNode): number => {
    const field = fieldOf(type, node.name.value);
    if (!field) return 0;
    const { cost = 0 } = field.extensions as FieldCost;
    if (!node.selectionSet) return cost;
    const each = type.name.startsWith('__') || field === SchemaMetaFieldDef ? introspectionCost : 1;
    return cost + itemsOf(field, node) * (each + ofType(field.type, node.selectionSet));
  };

  const itemsOf = ({ args }: GraphQLField<unknown, unknown>, node: FieldNode): number => {
    const argument = args.find(({ extensions }) => (extensions as PageCost).most !== undefined);
    if (!argument) return 1;
    const given = node.arguments?.find(({ name }) => name.value === argument.name);
    const asked = given && (valueFromAST(given.value, argument.type, variables) as number | null | undefined);
    const { most = 1 } = argument.extensions as PageCost;
    return Math.min(Math.max(asked ?? (argument.defaultValue as number | undefined) ?? most, 1), most);
  };

  const isIncluded = (node: SelectionNode) =>
    !node.directives?.length ||
    (getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] !== true &&
      getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false);

  const root = schema.getRootType(operation.operation);
  return root ? ofSelections(root, operation.selectionSet) : 0;
}

function fieldOf(type: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> | undefined {
  if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
  if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  return type.getFields()[name];
}
