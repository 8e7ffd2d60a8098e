import { lexicographicSortSchema, printSchema } from 'graphql';
import { writeFileSync } from 'node:fs';
import { fileSchemaOf } from '../src/services/schedules/declared/file-type.ts';
import { startablesOf } from '../src/services/schedules/startables.ts';
import * as contracts from '../workers/contracts.ts';
import { UnmappedTypeError } from './from-zod/shape.ts';
import { createSchema } from './index.ts';

/**
 * `npm run schema`: writes schema.graphql, which is committed so that changes of the API are seen in review, and
 * schedules.schema.json, by which editors know what a file of schedules may say.
 */
const list = Object.values(contracts);
const write = (file: string, text: string) => writeFileSync(new URL(file, import.meta.url), `${text}\n`);
try {
  write('./schema.graphql', printSchema(lexicographicSortSchema(createSchema(list))));
  write('./schedules.schema.json', JSON.stringify(fileSchemaOf(startablesOf(list)), null, 2));
} catch (error) {
  if (!(error instanceof UnmappedTypeError)) throw error;
  process.stderr.write(`${error.message}\n`); // it says where in which contract; a stack would say where in the schema
  process.exitCode = 1;
}
