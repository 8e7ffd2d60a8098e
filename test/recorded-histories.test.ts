import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as contracts from '../workers/contracts.ts';

test.each(Object.keys(contracts))(
  '%s has recorded histories, so that a change which breaks its runs is noticed',
  (name) => {
    const folder = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const histories = new URL(`../workers/${folder}/histories/`, import.meta.url);
    const recorded = existsSync(histories) ? readdirSync(histories) : [];
    expect(recorded.length, `Run \`npm run record:history -- ${name}\` and commit what it writes.`).toBeGreaterThan(0);
  },
);
