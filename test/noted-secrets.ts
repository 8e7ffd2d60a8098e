import { existsSync, readFileSync } from 'node:fs';

/** Where something secret is looked for. */
export type Place = 'logs' | 'errors' | 'histories' | 'database';

export interface Secret {
  /** What it is, for a message that does not tell it. */
  name: string;
  value: string;
  /** Where it may be all the same: an input is in its history. */
  allowedIn?: readonly Place[];
}

/** All that were noted in a test run. */
export function notedSecrets(file: string): Secret[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Secret);
}
