import { GraphQLError, SchemaMetaFieldDef, TypeMetaFieldDef, type ValidationRule } from 'graphql';

const fields = new Set([SchemaMetaFieldDef.name, TypeMetaFieldDef.name]);

/** Refuses to show the schema; `__typename` stays. */
export const noIntrospection: ValidationRule = (context) => ({
  Field(node) {
    if (!fields.has(node.name.value)) return;
    context.reportError(
      new GraphQLError('Only who is signed in is shown the schema.', {
        nodes: node,
        extensions: { code: 'INTROSPECTION_NOT_ALLOWED' },
      }),
    );
  },
});
