import { codegen } from '@graphql-codegen/core';
import * as typedDocuments from '@graphql-codegen/typed-document-node';
import * as operationTypes from '@graphql-codegen/typescript-operations';
import { buildSchema, parse } from 'graphql';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The module with the operations of the dashboard and what they answer, made from the schema: `npm run schema` writes it. */
export function operationTypesOf(root: string): Promise<string> {
  const folder = path.join(root, 'src/dashboard/operations');
  const schema = readFileSync(path.join(root, 'schema/schema.graphql'), 'utf8');
  const documents = readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .toSorted()
    .map((file) => ({ location: file, document: parse(readFileSync(path.join(folder, file), 'utf8')) }));
  return codegen({
    filename: operationsFile,
    schema: parse(schema),
    schemaAst: buildSchema(schema),
    documents,
    config: {
      documentMode: 'string',
      useTypeImports: true,
      enumType: 'string-literal',
      skipTypename: true,
      mergeFragmentTypes: true,
      scalars: { DateTime: 'string', JSON: 'unknown', SafeInt: 'number', ID: 'string' },
    },
    plugins: [{ operations: {} }, { documents: {} }],
    pluginMap: { operations: operationTypes, documents: typedDocuments },
  });
}

export const operationsFile = 'src/dashboard/operations/generated.ts';
