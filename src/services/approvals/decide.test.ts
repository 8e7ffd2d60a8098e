import { describe, expect, test } from 'vitest';
import { createApprovalsClient, type DecideAnswer } from '../../../test/approvals-client.ts';
import { ownServices } from '../../../test/own-services.ts';
import { resetRun } from '../../../test/reset-run.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { decodeRunId } from '../runs/run-id.ts';

const stack = useStack({ fixtures: true });
const approvals = createApprovalsClient(stack);

const answersOf = ({ resultJson }: { resultJson: unknown }) => (resultJson as { answers: string[] } | null)?.answers;
const kinds = (answers: readonly DecideAnswer[]) => answers.map(({ __typename }) => __typename).toSorted();

test('a run asks, waits, says so, and goes on with what was decided', async () => {
  const run = await approvals.start({}, { labels: [{ key: 'team', value: 'press' }] });
  const { id } = await approvals.opened(run);
  const { data } = await stack.graphql(
    `query($run: ID!, $id: ID!) {
      run(id: $run) { status waiting { __typename ... on DecisionWaiting { approvalId name question deadline } } }
      approval(id: $id) { state question choices show editSchema openedAt deadline labels { key value } run { id } }
    }`,
    { run: run.id, id },
  );
  const question = 'Is this caption fit to print?';
  expect(data).toMatchObject({
    run: { status: 'RUNNING', waiting: { __typename: 'DecisionWaiting', approvalId: id, name: 'caption', question } },
    approval: {
      state: 'OPEN',
      question,
      choices: ['APPROVE', 'REJECT'],
      show: { caption: 'A sunset over the lake' },
      editSchema: { type: 'object', required: ['caption'], additionalProperties: false },
      deadline: null,
      labels: [{ key: 'team', value: 'press' }],
      run: { id: run.id },
    },
  });
  const edits = { caption: 'Sunset' };
  const answer = await approvals.decide(id, 'APPROVE', { edits, comment: 'Shorter.' });
  expect(answer).toMatchObject({ __typename: 'Approval', state: 'DECIDED', choice: 'APPROVE', delivery: 'DELIVERED' });
  expect(answer).toMatchObject({ edits, comment: 'Shorter.', decidedBy: 'anyone' });
  expect(answersOf(await run.end())).toEqual(['APPROVE | Sunset | anyone | Shorter.']);
});

test('of a double click one decides, and the other is told who did', async () => {
  const run = await approvals.start();
  const { id } = await approvals.opened(run);
  const clicks = await Promise.all([1, 2].map(() => approvals.decide(id, 'APPROVE')));
  expect(kinds(clicks)).toEqual(['AlreadyDecidedError', 'Approval']);
  expect(clicks.find(({ approval }) => approval)).toMatchObject({
    message: expect.stringMatching(/^Already decided: APPROVE, by anyone, at 20/),
    approval: { state: 'DECIDED', choice: 'APPROVE', decidedBy: 'anyone' },
  });
  expect(answersOf(await run.end())).toEqual(['APPROVE | - | anyone | -']);
});

test('of many people at once one decides, in every run, and the run does what that one said', async () => {
  const runs = await Promise.all(Array.from({ length: 4 }, () => approvals.start()));
  for (const run of runs) {
    const { id } = await approvals.opened(run);
    const people = Array.from({ length: 8 }, (_, index) =>
      approvals.decide(id, index % 2 ? 'APPROVE' : 'REJECT', { comment: `person ${index}` }),
    );
    const answers = await Promise.all(people);
    const [won, ...others] = answers.filter(({ __typename }) => __typename === 'Approval');
    expect(others).toEqual([]);
    const { comment } = won as unknown as { comment: string };
    expect(answersOf(await run.end())).toEqual([`${won!.choice} | - | anyone | ${comment}`]);
  }
});

describe('an answer that does not fit is refused, names the field, and decides nothing:', () => {
  test.each([
    ['a choice that is none', 'MAYBE', {}, ['choice']],
    ['an edit that is wrong', 'APPROVE', { edits: { caption: '' } }, ['edits', 'caption']],
    ['an edit inside a list', 'APPROVE', { edits: { caption: 'x', tags: ['a', 2] } }, ['edits', 'tags', '1']],
    ['edits without what they need', 'APPROVE', { edits: {} }, ['edits', 'caption']],
    ['an edit that nobody reads', 'APPROVE', { edits: { caption: 'x', titel: 'y' } }, ['edits']],
    ['edits that are no object', 'APPROVE', { edits: 'x' }, ['edits']],
    ['edits without end', 'APPROVE', { edits: { caption: 'x', tags: ['x'.repeat(70_000)] } }, ['edits']],
    ['a comment without end', 'APPROVE', { comment: 'x'.repeat(2001) }, ['comment']],
  ])('%s', async (_what, choice, more, path) => {
    const run = await approvals.start();
    const { id } = await approvals.opened(run);
    const answer = await approvals.decide(id, choice, more);
    expect(answer.__typename).toBe('InvalidInputError');
    expect(answer.issues![0]!.path).toEqual(path);
    expect(await approvals.of(run)).toMatchObject([{ state: 'OPEN', choice: null }]);
    await approvals.decide(id, 'REJECT');
    await run.end();
  });

  test('edits where nothing may be changed', async () => {
    const run = await approvals.start({ behaviour: 'LEAVE' });
    const { id } = await approvals.opened(run, 'publish');
    expect(await approvals.decide(id, 'YES', { edits: { x: 1 } })).toMatchObject({ issues: [{ path: ['edits'] }] });
    await approvals.decide(id, 'YES');
    await run.end();
  });
});

test.each(['Approval:nothing', 'Approval:00000000-0000-4000-8000-000000000000', 'nothing'])(
  'there is no approval %s',
  async (id) => {
    expect(await approvals.decide(id, 'APPROVE')).toMatchObject({ __typename: 'ApprovalNotFoundError' });
  },
);

test('when nobody decides in time the deadline does, and who comes later is told so', async () => {
  const run = await approvals.start({ seconds: 1, otherwise: 'REJECT' });
  const { id } = await approvals.opened(run);
  expect(answersOf(await run.end())).toEqual(['REJECT | - | - | -']);
  expect(await approvals.decide(id, 'APPROVE')).toMatchObject({
    __typename: 'AlreadyDecidedError',
    message: expect.stringContaining('the deadline has decided, REJECT'),
    approval: { state: 'EXPIRED', choice: 'REJECT', decidedBy: null, delivery: 'DELIVERED' },
  });
});

test('a deadline without an answer of its own fails the run with a code', async () => {
  const run = await approvals.start({ seconds: 1 });
  expect(await run.end()).toMatchObject({ status: 'FAILED', failure: { code: 'DECISION_NOT_MADE' } });
  expect(await approvals.of(run)).toMatchObject([{ state: 'EXPIRED', choice: null }]);
});

test('of a person and the deadline at the same moment exactly one wins, and the run does what the API says', async () => {
  const runs = await Promise.all(Array.from({ length: 6 }, () => approvals.start({ seconds: 2, otherwise: 'REJECT' })));
  const outcomes = await Promise.all(
    runs.map(async (run, index) => {
      const approval = (await approvals.opened(run)) as unknown as { id: string; deadline: string };
      const left = () => Date.parse(approval.deadline) - Date.now();
      await waitFor('the deadline', () => left() < index * 10);
      const answer = await approvals.decide(approval.id, 'APPROVE');
      const expected = answer.__typename === 'Approval' ? 'APPROVE | - | anyone | -' : 'REJECT | - | - | -';
      return [answersOf(await run.end()), [expected]];
    }),
  );
  for (const [got, expected] of outcomes) expect(got).toEqual(expected);
});

test('a run that is cancelled closes what it asks', async () => {
  const run = await approvals.start();
  const { id } = await approvals.opened(run);
  await stack.graphql('mutation($id: ID!) { cancelRun(id: $id) { __typename } }', { id: run.id });
  expect((await run.end()).status).toBe('CANCELED');
  expect(await approvals.decide(id, 'APPROVE')).toMatchObject({
    __typename: 'AlreadyDecidedError',
    message: expect.stringContaining('nothing to decide any more'),
    approval: { state: 'CLOSED', choice: null, delivery: null },
  });
});

test('a run that ends, or goes on in a new execution, closes what nobody waits for', async () => {
  const leaving = await approvals.start({ behaviour: 'LEAVE' });
  await approvals.opened(leaving, 'caption');
  await approvals.decide((await approvals.opened(leaving, 'publish')).id, 'YES');
  expect(await leaving.end()).toMatchObject({ status: 'COMPLETED' });
  const states = (await approvals.of(leaving)).map(({ name, state }) => `${name} ${state}`);
  expect(states.toSorted()).toEqual(['caption CLOSED', 'publish DECIDED']);

  const going = await approvals.start({ behaviour: 'CONTINUE' });
  const first = await approvals.opened(going);
  await approvals.decide(first.id, 'APPROVE', { comment: 'first' });
  const second = await waitFor('the second question', async () => {
    const open = await approvals.opened(going);
    return open.id !== first.id && open;
  });
  await approvals.decide(second.id, 'REJECT', { comment: 'second' });
  expect(answersOf(await going.end())).toEqual(['REJECT | - | anyone | second']);
});

test('a run that is terminated is answered no more, and the answer says so', async () => {
  const run = await approvals.start();
  const { id } = await approvals.opened(run);
  await stack.graphql('mutation($id: ID!) { terminateRun(id: $id) { __typename } }', { id: run.id });
  expect(await approvals.decide(id, 'APPROVE')).toMatchObject({ __typename: 'Approval', delivery: 'UNDELIVERABLE' });
});

describe('a run that is reset', () => {
  test('to before it asked asks again', async () => {
    const run = await approvals.start();
    const before = await approvals.opened(run);
    await approvals.decide(before.id, 'APPROVE');
    await run.end();
    await resetRun(stack.temporal, run.id);
    const again = await approvals.opened(run);
    expect(again.id).not.toBe(before.id);
    await approvals.decide(again.id, 'REJECT');
    expect(answersOf(await run.end())).toEqual(['REJECT | - | anyone | -']);
  });

  test('while it asks, asks again: what was decided before does not count', async () => {
    const run = await approvals.start();
    const before = await approvals.opened(run);
    await approvals.decide(before.id, 'APPROVE');
    await run.end();
    const runId = await resetRun(stack.temporal, run.id, undefined, 1); // its history has the question and no answer
    const { workflowId } = decodeRunId(run.id)!;
    await ownServices(stack).approvals.askAgain({ workflowId, runId });
    const again = await approvals.opened(run);
    expect(again.id).not.toBe(before.id);
    await approvals.decide(again.id, 'REJECT');
    expect(answersOf(await run.end())).toEqual(['REJECT | - | anyone | -']);
  });

  test('while it asks, by a program that tells nobody, asks again at the deadline', async () => {
    const run = await approvals.start({ seconds: 3, otherwise: 'APPROVE' });
    const before = await approvals.opened(run);
    await approvals.decide(before.id, 'APPROVE');
    await run.end();
    await resetRun(stack.temporal, run.id, undefined, 1);
    const again = await approvals.opened(run);
    await approvals.decide(again.id, 'REJECT');
    expect(answersOf(await run.end())).toEqual(['REJECT | - | anyone | -']);
  });

  test('while nobody has decided closes the first question', async () => {
    const run = await approvals.start();
    const before = await approvals.opened(run);
    await resetRun(stack.temporal, run.id);
    await waitFor('the second question', async () => (await approvals.of(run)).length === 2);
    await waitFor(
      'the first to be closed',
      async () => (await approvals.decide(before.id, 'APPROVE')).approval?.state === 'CLOSED',
    );
    await approvals.decide((await approvals.opened(run)).id, 'REJECT');
    expect(answersOf(await run.end())).toEqual(['REJECT | - | anyone | -']);
  });
});
