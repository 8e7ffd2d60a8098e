import { existsSync } from 'node:fs';
import os from 'node:os';
import { dataDirOf } from '../local/data-dir.ts';
import { processEnv } from '../platform/env.ts';

/** Folders that this process, or the servers beside it, write to. */
export const foldersInUse = (): string[] =>
  [os.tmpdir(), dataDirOf(processEnv())].filter((folder) => existsSync(folder));
