import { lexicographicSortSchema, printSchema } from 'graphql';
import { writeFileSync } from 'node:fs';
import * as contracts from '../workers/contracts.ts';
import { createSchema } from './index.ts';

/** `npm run schema`: writes schema.graphql, which is committed so that changes of the API are seen in review. */
const file = new URL('./schema.graphql', import.meta.url);
writeFileSync(file, `${printSchema(lexicographicSortSchema(createSchema(Object.values(contracts))))}\n`);
