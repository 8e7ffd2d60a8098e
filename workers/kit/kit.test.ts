import sharp from 'sharp';
import { thumbHashToAverageRGBA } from 'thumbhash';
import { expect, test } from 'vitest';
import { decodeRunId } from '../../src/services/runs/run-id.ts';
import { pictureColours, secrets } from '../../test/fixtures/probe/activities.ts';
import { decodedHistories } from '../../test/histories.ts';
import { useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';

const stack = useStack({ fixtures: true });

const probe = (behaviour: string, more: object = {}) =>
  stack.start('probe', { name: `${behaviour}-${Math.random()}`, behaviour, ...more });

/** What a run has left, or any of them. */
async function workKeys(id?: string) {
  const keys: string[] = [];
  const prefix = id === undefined ? 'work/' : `work/${decodeRunId(id)!.first}/`;
  for await (const page of stack.storage.list({ bucket: stack.storage.workBucket, prefix }))
    keys.push(...page.map(({ key }) => key));
  return keys;
}

test('a run ends with the typed result of its contract', async () => {
  const run = await probe('SUCCEED');
  const end = await run.end('... on ProbeRun { result { word attempts } input { count behaviour } }');
  expect(end).toMatchObject({
    status: 'COMPLETED',
    progress: { percent: 100 },
    result: { word: 'done', attempts: 1 },
    input: { count: 0, behaviour: 'SUCCEED' },
  });
});

test.for([
  ['THROW_IN_WORKFLOW', 'INTERNAL_ERROR', 'prepare', null],
  ['FAIL_IN_WORKFLOW', 'TOLD_TO_FAIL', 'prepare', null],
  ['WRONG_RESULT', 'INVALID_OUTPUT', 'prepare', null],
  ['FAIL_DECLARED', 'TOLD_TO_FAIL', 'act', 1],
  ['WRONG_OUTPUT', 'INVALID_OUTPUT', 'act', 1],
  ['DO_ONCE_AND_THROW', 'ACTIVITY_FAILED', 'act', 1],
  ['THROW_SECRET', 'ACTIVITY_FAILED', 'act', 3],
] as const)('%s ends the run with %s in step %s after %s attempts', async ([behaviour, code, step, attempts]) => {
  const end = await (await probe(behaviour)).end();
  expect(end).toMatchObject({ status: 'FAILED', failure: { code, step, attempts } });
});

test('failures that an activity reports are counted, and it goes on from its last checkpoint, however old', async () => {
  const end = await (await probe('FAIL_TWICE')).end();
  expect(end.resultJson).toEqual({ word: 'third time, from 7', attempts: 3 }); // the second attempt has reported nothing
});

test(
  'a killed worker costs no attempt, and its successor goes on from the checkpoint',
  { timeout: 60_000 },
  async () => {
    const run = await probe('COUNT_SLOWLY', { count: 100 });
    // The bus says it at once; the checkpoint reaches Temporal with the next heartbeat, within 2 s, which is 40 counts.
    for await (const { progress } of run.states()) if ((progress.done ?? 0) >= 60) break;
    await stack.worker.stop('SIGKILL');
    const died = performance.now();
    await stack.startWorker();
    for await (const { progress } of run.states()) if ((progress.done ?? 0) > 80) break;
    expect(performance.now() - died).toBeLessThan(30_000); // a deadline: its 5 s of silence, a start and the next 20 counts, three times
    const end = await run.end();
    const from = Number(/counted from (\d+)/.exec(String(end.resultJson?.['word']))?.[1]);
    expect(from).toBeGreaterThanOrEqual(15);
  },
);

test('a run that is cancelled while its worker is killed is CANCELED', { timeout: 60_000 }, async () => {
  const run = await probe('COUNT_SLOWLY', { count: 1000 });
  for await (const { progress } of run.states()) if (progress.done) break;
  await stack.worker.stop('SIGKILL');
  await run.cancel();
  await stack.startWorker();
  expect(await run.end()).toMatchObject({ status: 'CANCELED', failure: null });
});

test('percent follows the work done and never goes back', async () => {
  const run = await probe('COUNT_SLOWLY', { count: 40 });
  const percents: number[] = [];
  for await (const { progress } of run.states()) percents.push(progress.percent ?? 0);
  expect(percents).toEqual(percents.toSorted((a, b) => a - b));
  expect(percents.filter((percent) => percent > 25 && percent < 100).length).toBeGreaterThan(3);
  expect(percents.at(-1)).toBe(100);
});

test('a report that is not JSON harms nobody: the rest of it is shown, and the log says what is not', async () => {
  const run = await probe('REPORT_WHAT_IS_NOT_JSON', { count: 30 });
  const seen: number[] = [];
  let number: unknown;
  for await (const { progress, detailJson } of run.states('detailJson')) {
    if (progress.done) seen.push(progress.done);
    number = (detailJson as { number: number } | null)?.number ?? number;
  }
  expect(await run.end()).toMatchObject({ status: 'COMPLETED', resultJson: { word: 'reported', attempts: 1 } });
  expect(seen.length).toBeGreaterThan(3);
  expect(number).toBeGreaterThan(2);
  const refused = stack
    .workerOutput()
    .split('\n')
    .filter((line) => line.includes('cannot be written as JSON'));
  expect(refused.map((line) => (JSON.parse(line) as { field: string }).field).toSorted()).toEqual([
    'checkpoint',
    'detail',
  ]);
});

test('the log of a worker says what a workflow has failed of', async () => {
  const run = await probe('FAIL_IN_WORKFLOW');
  expect(await run.end()).toMatchObject({ status: 'FAILED' });
  const { workflowId } = decodeRunId(run.id)!;
  const line = await waitFor('the line', () => {
    const lines = stack.workerOutput().split('\n');
    return lines.find((one) => one.includes('Workflow failed') && one.includes(workflowId));
  });
  expect(JSON.parse(line)).toMatchObject({ error: { message: 'The workflow was told to fail.' } });
});

test('a cancelled run waits for its activity, cleans up after it, and ends as cancelled', async () => {
  const run = await probe('WAIT_UNTIL_CANCELLED');
  for await (const { progress } of run.states()) if (progress.message === 'waiting') break;
  await run.cancel();
  expect(await run.end()).toMatchObject({ status: 'CANCELED' });
  await waitFor('the last thing the activity wrote', () => stack.workerOutput().includes('has written late'));
  expect(await workKeys(run.id)).toEqual([]);
});

test('no work key outlives its run', async () => {
  await (await probe('SUCCEED')).end();
  await waitFor('no work keys', async () => (await workKeys()).length === 0);
});

test('nothing unexpected that an activity says reaches a history', async () => {
  const histories = await decodedHistories(stack.temporal);
  expect(histories).toContain('THROW_SECRET'); // inside a payload: else nothing was decoded
  expect(histories).toContain('ACTIVITY_FAILED');
  for (const secret of Object.values(secrets)) expect(histories).not.toContain(secret);
  expect(histories).not.toMatch(/\.ts:\d+|file:\/\/|node_modules/);
});

test('an input that does not fit ends the run at once when it did not come through the API', async () => {
  const { client } = stack.temporal;
  const handle = await client.workflow.start('probe', {
    taskQueue: 'media',
    workflowId: 'by-hand',
    args: [{ name: 1, behaviour: 'NONSENSE' }],
  });
  await expect(handle.result()).rejects.toMatchObject({
    cause: { type: 'INVALID_INPUT', message: expect.stringContaining('behaviour') },
  });
});

test('what one execution leaves under the work keys is there for the next, and gone after the last', async () => {
  const end = await (await probe('CONTINUE_WITH_WORK', { count: 2 })).end();
  expect(end.resultJson).toEqual({ word: 'work is there', attempts: 1 });
  expect(await workKeys()).toEqual([]);
});

test('a chain of executions is one run with one id', async () => {
  const run = await probe('CONTINUE_AS_NEW', { count: 3 });
  const end = await run.end('id');
  expect(end).toMatchObject({ id: run.id, status: 'COMPLETED' });
});

interface Preview {
  url: string;
  thumbhash: string;
  width: number;
  height: number;
}
const fields = 'preview { url thumbhash width height }';
const keyOf = ({ url }: Preview) => new URL(url).pathname;

/** Which of the pictures is of a colour, given as red, green and blue. */
function pictureOf(mean: number[]): number {
  const distances = pictureColours.map((colour) =>
    Math.max(...mean.map((value, at) => Math.abs(value - parseInt(colour.slice(1 + 2 * at, 3 + 2 * at), 16)))),
  );
  expect(Math.min(...distances)).toBeLessThan(20);
  return distances.indexOf(Math.min(...distances));
}

/** What a preview shows on average, as its link serves it. */
async function lookAt({ url, width, height }: Preview): Promise<number[]> {
  const answer = await fetch(url);
  expect(answer.headers.get('content-type')).toBe('image/webp');
  const image = sharp(Buffer.from(await answer.arrayBuffer()));
  const { format, exif, ...size } = await image.metadata();
  expect({ format, exif, width: size.width, height: size.height }).toEqual({ format: 'webp', width, height });
  return (await image.stats()).channels.map(({ mean }) => mean);
}

test('what an activity makes can be seen while it works, also by who comes late, and not after the run', async () => {
  const run = await probe('SHOW_PICTURES', { count: pictureColours.length });

  const seen: { preview: Preview; picture: number }[] = [];
  for await (const { progress } of run.states(`progress { ${fields} activities { ${fields} } }`)) {
    const preview = progress['preview'] as Preview | null;
    const [activity] = progress['activities'] as { preview: Preview | null }[];
    if (activity) expect(activity.preview).toEqual(preview);
    const before = seen.at(-1);
    if (before) expect(preview).not.toBeNull(); // it stays until the next one, whatever is reported
    if (preview && (!before || keyOf(preview) !== keyOf(before.preview))) {
      expect(preview).toMatchObject({ width: 512, height: 341 }); // upright
      const picture = pictureOf(await lookAt(preview));
      const { r, g, b } = thumbHashToAverageRGBA(Buffer.from(preview.thumbhash, 'base64'));
      expect(pictureOf([r * 255, g * 255, b * 255])).toBe(picture);
      expect(picture).toBeGreaterThan(before?.picture ?? -1);
      seen.push({ preview, picture });
    }
    if (progress.message && seen.at(-1)?.picture === pictureColours.length - 1) break;
  }
  expect(seen.length).toBeGreaterThan(1); // one in between may be left out

  const { preview: last } = seen.at(-1)!;
  for await (const { progress } of run.states(`progress { ${fields} }`)) {
    if (!progress.message) continue; // a heartbeat may be two seconds behind
    const late = progress['preview'] as Preview;
    expect([keyOf(late), late.thumbhash]).toEqual([keyOf(last), last.thumbhash]);
    break;
  }

  await run.cancel();
  expect(await run.end(`progress { ${fields} }`)).toMatchObject({ status: 'CANCELED', progress: { preview: null } });
  expect((await fetch(last.url)).status).toBe(404);
  expect(await workKeys(run.id)).toEqual([]);
});
