import type { FormattedExecutionResult } from 'graphql';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

type Watch = (
  url: string,
  query: string,
  variables: object,
  authorize?: () => object,
) => AsyncGenerator<FormattedExecutionResult>;

/** The SSE client that README shows, as it stands there. */
export async function readmeWatch(): Promise<Watch> {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [code] = /^async function\* watch\([\s\S]*?^}$/m.exec(readme) ?? [];
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tempograph-readme-'));
  try {
    const file = path.join(folder, 'watch.mjs');
    writeFileSync(file, `export ${code}`);
    return ((await import(pathToFileURL(file).href)) as { watch: Watch }).watch;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
