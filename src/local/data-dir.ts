import path from 'node:path';

const checkout = path.resolve(import.meta.dirname, '../..');

/** Where the embedded servers keep everything. */
export const dataDirOf = (env: NodeJS.ProcessEnv) => path.resolve(env.DATA_DIR || path.join(checkout, '.tempograph'));
