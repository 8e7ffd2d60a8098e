import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { runCli, startCli } from '../../test/cli.ts';
import { useStack } from '../../test/stack.ts';
import { createTcpProxy } from '../../test/tcp-proxy.ts';
import { waitFor } from '../../test/wait-for.ts';

const key = randomBytes(32).toString('hex');
const stack = useStack({ fixtures: true, env: { ADMIN_API_KEY: key } });

const env = (url = stack.url) => ({ TEMPOGRAPH_URL: url, TEMPOGRAPH_KEY: key });
const start = (input: object, ...options: string[]) =>
  runCli(env(), ['start', 'probe', '--input', '-', ...options], JSON.stringify(input));
const watch = (id: string, ...options: string[]) => runCli(env(), ['watch', id, ...options]);
const linesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('a run is started, watched and listed without a word of GraphQL', { timeout: 60_000 }, async () => {
  const name = randomUUID();
  const begun = await start({ name, behaviour: 'COUNT_SLOWLY', count: 3 }, '--label', `of=${name}`);
  expect(begun).toEqual({ code: 0, out: expect.stringMatching(/^\S+\n$/), err: '' });
  const id = begun.out.trim();

  const [seen, states, listed] = await Promise.all([
    watch(id),
    watch(id, '--json'),
    runCli(env(), ['runs', '--label', `of=${name}`, '--workflow', 'probe', '--since', '1h']),
  ]);
  expect(seen.code, seen.err).toBe(0);
  expect(JSON.parse(seen.out)).toEqual({ word: 'counted from 0', attempts: 1 });
  expect(seen.err, 'progress is drawn beside the result').toMatch(/100% .*act/);
  expect(states).toMatchObject({ code: 0, err: '' });
  expect(linesOf(states.out).at(-1)).toMatchObject({
    id,
    workflow: 'probe',
    workflowId: `probe-${name}`,
    status: 'COMPLETED',
    progress: { percent: 100, step: 'act' },
    resultJson: { attempts: 1 },
  });
  expect(listed.code, listed.err).toBe(0);
  expect(listed.out).toMatch(new RegExp(`^STARTED .* ID\\n\\S+ \\S+Z .*probe +(RUNNING|COMPLETED) .*${id}\\n$`));
});

test('a run that fails ends the command with 1 and its code', { timeout: 60_000 }, async () => {
  const failed = await start({ name: randomUUID(), behaviour: 'FAIL_DECLARED' }, '--watch', '--json');
  expect(failed).toMatchObject({
    code: 1,
    err: 'TOLD_TO_FAIL: The activity was told to fail. (in the step act)\n',
  });
  const last = linesOf(failed.out).at(-1)!;
  expect(last).toMatchObject({ status: 'FAILED', failure: { code: 'TOLD_TO_FAIL' }, resultJson: null });
  const listed = await runCli(env(), ['runs', '--status', 'failed', '--json']);
  expect(linesOf(listed.out)).toContainEqual(expect.objectContaining({ id: last['id'], status: 'FAILED' }));
});

test('what the API refuses is said with its code and the field', { timeout: 60_000 }, async () => {
  const name = randomUUID();
  const [wrong, unfit, unknown, foreign, again] = await Promise.all([
    start({ name: '', count: -1 }),
    start({ name, behaviour: 'DANCE' }),
    runCli(env(), ['start', 'probes', '--input', '-'], '{}'),
    runCli({ ...env(), TEMPOGRAPH_KEY: 'wrong' }, ['runs']),
    start({ name }, '--watch').then(() => start({ name })),
  ]);
  expect(wrong).toMatchObject({ code: 1, out: '' });
  expect(wrong.err).toMatch(/^INVALID_INPUT: name: .+\nINVALID_INPUT: count: .+\n$/);
  expect(unfit).toMatchObject({ code: 1, err: expect.stringMatching(/^BAD_REQUEST: .*input\.behaviour.*DANCE/) });
  expect(unknown.err).toMatch(/^NO_SUCH_WORKFLOW: .* probes at http.*: it has .*asker.*probe, probeBatch.*\n$/);
  expect(foreign).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^UNAUTHENTICATED: .* TEMPOGRAPH_KEY says which\.\n$/),
  });
  expect(again.err).toMatch(
    /^RUN_ALREADY_EXISTS: .*\nRUN_ALREADY_EXISTS: It is COMPLETED: tempograph watch \S+ shows it, --rerun does it again\.\n$/,
  );
  expect((await start({ name }, '--rerun', '--watch')).code).toBe(0);
});

test('what makes no sense is said before anybody is asked', { timeout: 60_000 }, async () => {
  const nowhere = { TEMPOGRAPH_URL: 'http://127.0.0.1:1' };
  const [noFile, noJson, noObject, badUrl] = await Promise.all([
    runCli(nowhere, ['start', 'probe', '--input', '/nowhere/input.json']),
    runCli(nowhere, ['start', 'probe', '--input', '-'], '{'),
    runCli(nowhere, ['start', 'probe', '--input', '-'], '[]'),
    runCli({ TEMPOGRAPH_URL: 'localhost:4000' }, ['runs']),
  ]);
  expect(noFile).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^\/nowhere\/input\.json cannot be read: ENOENT/),
  });
  expect(noJson).toMatchObject({ code: 2, err: expect.stringMatching(/^- is no JSON: /) });
  expect(noObject).toMatchObject({ code: 2, err: expect.stringMatching(/^- has to be a JSON object/) });
  expect(badUrl).toMatchObject({ code: 1, err: expect.stringMatching(/^TEMPOGRAPH_URL: Must be a URL/) });
});

test('a watcher comes back by itself when the API was away, and sees the end', { timeout: 90_000 }, async () => {
  const proxy = await createTcpProxy(new URL(stack.url).host);
  const url = `http://${proxy.address}`;
  const { id } = await stack.start('probe', { name: randomUUID(), behaviour: 'COUNT_SLOWLY', count: 60 });
  const watching = startCli(env(url), ['watch', id, '--json']);
  await waitFor('a first state', () => watching.seen.out.includes('\n'));
  await proxy.cut();
  await waitFor('trouble', () => watching.seen.err.includes('trying again'));
  await stack.run(id).end();
  await proxy.restore();
  const { code, out, err } = await watching.end;
  await proxy.close();
  expect(code, err).toBe(0);
  expect(linesOf(out).at(-1)).toMatchObject({ status: 'COMPLETED' });
  expect(err, 'is told once').toMatch(/^http\S+ does not answer \(.*\): trying again \.\.\.\n$/);
});

test('Ctrl-C leaves the run alone', { timeout: 60_000 }, async () => {
  const run = await stack.start('probe', { name: randomUUID(), behaviour: 'WAIT_UNTIL_CANCELLED' });
  const watching = startCli(env(), ['watch', run.id]);
  await waitFor('progress', () => watching.seen.err.includes('act'));
  watching.kill('SIGINT');
  expect(await watching.end).toMatchObject({ code: 130, out: '' });
  expect(watching.seen.err).toMatch(/goes on/);
  await run.cancel();
  expect(await watch(run.id)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/\nCANCELED: The run was cancelled\.\n$/),
  });
});
