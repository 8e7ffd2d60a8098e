import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { replaceFile } from './replace-file.ts';

/** The secret that access tokens are signed with here: made once, so that tokens outlive a restart. */
export function keptTokenSecret(dataDir: string): string {
  const file = path.join(dataDir, 'token-secret');
  if (!existsSync(file)) replaceFile(file, randomBytes(32).toString('hex'));
  return readFileSync(file, 'utf8');
}
