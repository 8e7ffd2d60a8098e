import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { operationTypesOf, operationsFile } from './operation-types.ts';

/** The second half of `npm run schema`: what the dashboard asks, typed by the schema. */
const root = fileURLToPath(new URL('..', import.meta.url));
writeFileSync(path.join(root, operationsFile), await operationTypesOf(root));
