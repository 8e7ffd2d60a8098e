import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as contracts from '../workers/contracts.ts';
import { workflowFolder } from './workflow-folder.ts';

/** They share the folder of the kit, where each has those that begin with its name. */
const ofKit = ['batch', 'backfill'];

test.each([...Object.keys(contracts), ...ofKit])(
  '%s has recorded histories, so that a change which breaks its runs is noticed',
  (name) => {
    const histories = new URL(`../workers/${workflowFolder(name)}/histories/`, import.meta.url);
    const found = existsSync(histories) ? readdirSync(histories) : [];
    const recorded = found.filter((file) => !ofKit.includes(name) || file.startsWith(name));
    expect(recorded.length, `Run \`npm run record:history -- ${name}\` and commit what it writes.`).toBeGreaterThan(0);
  },
);
