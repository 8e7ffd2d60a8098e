import { appendFileSync } from 'node:fs';
import { inject } from 'vitest';
import type { Secret } from './noted-secrets.ts';

/** Says that this value must be nowhere when all suites have run. */
export function noteSecret(secret: Secret): void {
  appendFileSync(inject('secretsFile'), `${JSON.stringify(secret)}\n`);
}

/** Notes the secrets that a process is started with. */
export function noteEnvironment(env: Readonly<Record<string, string>>): void {
  const password = env['DATABASE_URL'] && decodeURIComponent(new URL(env['DATABASE_URL']).password);
  const { ADMIN_API_KEY, TOKEN_SECRET, AWS_SECRET_ACCESS_KEY, TEMPORAL_API_KEY } = env;
  const PAYLOAD_KEYS = env['PAYLOAD_KEYS']?.replaceAll(/[^,:]+:/g, ''); // without their names
  const values = {
    ADMIN_API_KEY,
    TOKEN_SECRET,
    AWS_SECRET_ACCESS_KEY,
    TEMPORAL_API_KEY,
    PAYLOAD_KEYS,
    DATABASE_URL: password,
  };
  for (const [name, value] of Object.entries(values)) {
    // What is shorter would be found in any text.
    for (const part of value?.split(',') ?? []) if (part.length >= 16) noteSecret({ name, value: part });
  }
}
