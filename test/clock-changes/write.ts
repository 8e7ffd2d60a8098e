import { writeFileSync } from 'node:fs';
import { createTemporal } from '../../src/platform/temporal.ts';
import { createPreview } from '../../src/services/schedules/preview/preview.ts';
import { startTemporal } from '../start-temporal.ts';
import { askAll } from './answers.ts';
import { clockChangesPage, pageFile } from './page.ts';

/** `npm run docs:clock-changes`: writes docs/CLOCK-CHANGES.md from what the server says. */
const server = await startTemporal();
const temporal = createTemporal(server.settings);
try {
  writeFileSync(pageFile, await clockChangesPage(await askAll(createPreview(temporal, { get: async () => null }))));
} finally {
  await temporal.close();
  await server.stop();
}
