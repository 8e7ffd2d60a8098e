import { randomUUID } from 'node:crypto';
import { createTraceId } from '@langfuse/tracing';
import { expect, test } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import { newCall } from '../../../test/new-call.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { startFakeLangfuse } from '../../local/fake-ai/langfuse.ts';
import { createTraceLink } from '../../platform/ai/trace-links.ts';
import { readSettings } from '../../platform/env.ts';
import { createLog } from '../../platform/log.ts';
import { encodeRunId } from '../runs/run-id.ts';
import { createGenerations } from './generations.ts';
import { createTraceUrl } from './trace-url.ts';

const database = useDatabase();
const log = createLog('silent');

test('a run that has called a model leads to its trace, at once and whatever Langfuse does', async () => {
  const fake = await startFakeLangfuse();
  const { langfuse } = readSettings({
    LANGFUSE_PUBLIC_KEY: fake.publicKey,
    LANGFUSE_SECRET_KEY: fake.secretKey,
    LANGFUSE_BASE_URL: `${fake.url}/`,
  });
  try {
    fake.script({ delayMs: 500 });
    const traceUrl = createTraceUrl(database, createTraceLink(langfuse, log));
    const run = randomUUID();
    const id = encodeRunId({ first: run, workflowId: 'any' });
    expect(await traceUrl(id), 'before its first call').toBeNull();
    await createGenerations(database).begin(randomUUID(), newCall({ run }));
    const trace = await createTraceId(run);
    expect(await traceUrl(id), 'while the project is not known').toBe(`${fake.url}/trace/${trace}`);
    const known = `${fake.url}/project/fake-project/traces/${trace}`;
    await waitFor('the project', async () => (await traceUrl(id)) === known);
    expect(fake.requests.filter(({ path }) => path === '/api/public/projects')).toHaveLength(1);
    expect(await createTraceUrl(database, createTraceLink(undefined, log))(id), 'nothing is traced').toBeNull();
  } finally {
    await fake.close();
  }
});
