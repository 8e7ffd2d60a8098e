import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the migrations are: `drizzle/` at the root, two levels above `src/platform/`, three when built into `dist/`. */
export function migrationsFolder(): string {
  const folder = ['../../../drizzle', '../../../../drizzle']
    .map((relative) => fileURLToPath(new URL(relative, import.meta.url)))
    .find((place) => existsSync(place));
  if (!folder) throw new Error('The folder drizzle/ with the migrations is missing.');
  return folder;
}

/** A migration as the journal of drizzle-kit has it. */
export interface Migration {
  /** The name of its file, without `.sql`. */
  tag: string;
  /** Milliseconds; a database keeps that of the last one it took, and takes those that are younger. */
  when: number;
}

/** All of them, oldest first. */
export function readMigrations(folder = migrationsFolder()): Migration[] {
  const journal = JSON.parse(readFileSync(path.join(folder, 'meta', '_journal.json'), 'utf8')) as {
    entries: Migration[];
  };
  return journal.entries;
}
