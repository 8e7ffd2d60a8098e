import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { bundleWorkflows } from '../../workers/bundle.ts';
import { fixtureWorkflowsPath } from '../fixtures/paths.ts';
import { replayAll } from '../../src/replay/replay.ts';
import { readRecorded, recordedIdentity, replay, type RecordedHistory } from '../replay.ts';
import { filesBelow, root } from './source.ts';

const histories = filesBelow(['workers', 'test/fixtures']).filter((file) => /\/histories\/[^/]+\.json$/.test(file));
const isFixture = (file: string) => file.startsWith('test/');
const read = (file: string) => readRecorded(readFileSync(path.join(root, file), 'utf8'));

let bundle: Awaited<ReturnType<typeof bundleWorkflows>>;
/** What is wrong with each history that was replayed. One worker has them all: each would cost half a second. */
const problems = new Map<string, string | null>();
beforeAll(async () => {
  const [product, fixtures] = await Promise.all([bundleWorkflows(), bundleWorkflows(fixtureWorkflowsPath)]);
  bundle = product;
  for (const [code, files] of [
    [product, histories.filter((file) => !isFixture(file))],
    [fixtures, histories.filter(isFixture)],
  ] as const) {
    const told = files.map((file) => ({ name: file, workflowId: 'replayed', history: read(file) }));
    for await (const { name, problem } of replayAll(code, told)) problems.set(name, problem);
  }
}, 180_000);

test.each(histories)('the workflows of today go on with %s', (file) => {
  expect(
    problems.get(file),
    `${file} stands for runs that are under way. Keep what they do, with patched() around what is new; see CONTRIBUTING.md.`,
  ).toBeNull();
});

test.each(histories)('%s holds no host, path or secret', (file) => {
  const text = JSON.stringify(read(file), decodePayload);
  const identities = text.match(/"identity":"[^"]*"/g) ?? [];
  expect(new Set(identities)).toEqual(new Set([`"identity":"${recordedIdentity}"`]));
  const traces =
    /\d+@|@[\w-]+:|\/(home|root|Users|tmp|var|srv)\/|file:\/\/|node_modules|X-Amz-|AKIA|localhost|127\.0\.0\.1/;
  expect(traces.exec(text)?.[0]).toBeUndefined();
  for (const trace of [os.homedir(), root, os.tmpdir()]) expect(text).not.toContain(trace);
});

test('the workflows of today do not go on with what they would not have done', async () => {
  const history = histories
    .filter((file) => !isFixture(file))
    .map(read)
    .find((candidate) => JSON.stringify(candidate).includes(scheduled));
  expect(history, 'no recorded history schedules an activity').toBeDefined();
  expect(await replay(bundle, otherActivity(history!), 'replayed')).toMatch(/[Nn]ondeterminism/);
});

const scheduled = 'activityTaskScheduledEventAttributes';
const otherActivity = (history: RecordedHistory) =>
  readRecorded(JSON.stringify(history), (key, value) => (key === 'activityType' ? { name: 'somethingElse' } : value));

/** Payloads are base64 in JSON; a search in that would find nothing. */
const decodePayload = (key: string, value: unknown): unknown =>
  key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString() : value;
