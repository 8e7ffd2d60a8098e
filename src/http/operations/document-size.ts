import { Kind, type DocumentNode, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

/** How much an operation asks for, whatever its variables are. Fragments count where they are spread. */
export interface DocumentSize {
  /** Fields inside one another. */
  depth: number;
  aliases: number;
  rootFields: number;
  /** Root fields that spend money. */
  spending: number;
}

const nothing: DocumentSize = { depth: 0, aliases: 0, rootFields: 0, spending: 0 };

/** Measures an operation of a document that need not be valid. Takes time in proportion to the document, not to what it spreads. */
export function sizeOf(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  spends: (field: string) => boolean,
): DocumentSize {
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);
  }
  const known = new Map<string, DocumentSize>();

  const ofFragment = (name: string): DocumentSize => {
    const size = known.get(name);
    if (size) return size;
    known.set(name, nothing); // a circle is refused by validation
    const fragment = fragments.get(name);
    if (fragment) known.set(name, ofSelections(fragment));
    return known.get(name)!;
  };

  const ofSelections = ({ selections }: SelectionSetNode): DocumentSize => {
    const size = { ...nothing };
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const { alias, name, selectionSet } = selection;
        const inner = selectionSet ? ofSelections(selectionSet) : nothing;
        // How deep introspection may go, which is deep by nature, GraphQL's own rules say.
        if (!name.value.startsWith('__')) size.depth = Math.max(size.depth, 1 + inner.depth);
        size.aliases += inner.aliases + (alias ? 1 : 0);
        size.rootFields++;
        if (spends(name.value)) size.spending++;
      } else {
        const inner =
          selection.kind === Kind.FRAGMENT_SPREAD
            ? ofFragment(selection.name.value)
            : ofSelections(selection.selectionSet);
        size.depth = Math.max(size.depth, inner.depth);
        size.aliases += inner.aliases;
        size.rootFields += inner.rootFields;
        size.spending += inner.spending;
      }
    }
    return size;
  };

  return ofSelections(operation.selectionSet);
}
