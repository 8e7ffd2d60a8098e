import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Told } from './replay.ts';

/** Histories in JSON, as `temporal workflow show --output json` and `npm run record:history` write them: files, or what is below folders. */
export const recordedHistories = (paths: readonly string[]): Told[] =>
  paths.flatMap(filesAt).map((file) => ({
    name: file,
    workflowId: 'replayed',
    history: JSON.parse(readFileSync(file, 'utf8')) as unknown,
  }));

/** Of folders only what is in `histories`: other JSON is something else. */
function filesAt(file: string): string[] {
  if (!statSync(file).isDirectory()) return [file];
  return readdirSync(file, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(^|\/)histories\/[^/]+\.json$/.test(`${path.basename(file)}/${name}`))
    .map((name) => path.join(file, name))
    .toSorted();
}
