import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as contracts from '../workers/contracts.ts';
import { workflowFolder } from './workflow-folder.ts';

test.each([...Object.keys(contracts), 'batch'])(
  '%s has recorded histories, so that a change which breaks its runs is noticed',
  (name) => {
    const histories = new URL(`../workers/${workflowFolder(name)}/histories/`, import.meta.url);
    const recorded = existsSync(histories) ? readdirSync(histories) : [];
    expect(recorded.length, `Run \`npm run record:history -- ${name}\` and commit what it writes.`).toBeGreaterThan(0);
  },
);
