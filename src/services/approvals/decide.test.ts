import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createApprovalsClient, type DecideAnswer } from '../../../test/approvals-client.ts';
import { long } from '../../../test/long.ts';
import { resetRun } from '../../../test/reset-run.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';

const stack = useStack({ fixtures: true });
const approvals = createApprovalsClient(stack);

const answersOf = ({ resultJson }: { resultJson: unknown }) => (resultJson as { answers: string[] } | null)?.answers;
const kinds = (answers: readonly DecideAnswer[]) => answers.map(({ __typename }) => __typename).toSorted();

test('a run asks, waits, says so, and goes on with what was decided', async () => {
  const run = await approvals.start({}, { labels: [{ key: 'team', value: 'press' }] });
  const { id } = await approvals.opened(run);
  const data = await waitFor('the run to wait', async () => {
    const { data: told } = await stack.graphql(
      `query($run: ID!, $id: ID!) {
        run(id: $run) { status waiting { __typename ... on DecisionWaiting { approvalId name question deadline } } }
        approval(id: $id) { state question choices show editSchema openedAt deadline labels { key value } run { id } }
      }`,
      { run: run.id, id },
    );
    return (told!['run'] as { waiting: unknown }).waiting && told; // until then its worker is still busy with asking
  });
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

/** Has eight people answer at once what a run of its own asks. */
const decideByMany = async () => {
  const run = await approvals.start();
  const { id } = await approvals.opened(run);
  const people = Array.from({ length: 8 }, (_, index) =>
    approvals.decide(id, index % 2 ? 'APPROVE' : 'REJECT', { comment: `person ${index}` }),
  );
  const answers = await Promise.all(people);
  const [won, ...others] = answers.filter(({ __typename }) => __typename === 'Approval');
  expect(others).toEqual([]);
  const { comment } = won as unknown as { comment: string };
  expect(answersOf(await run.end())).toEqual([`${won!.choice} | - | anyone | ${comment}`]);
};

test('of many people at once one decides, in every run, and the run does what that one said', async () => {
  await Promise.all(Array.from({ length: long ? 20 : 2 }, decideByMany));
});

test('an answer that does not fit is refused, names the field, and decides nothing', async () => {
  const run = await approvals.start({ behaviour: 'BOTH' });
  const { id } = await approvals.opened(run);
  const cases: [choice: string, more: object, path: string[]][] = [
    ['MAYBE', {}, ['choice']],
    ['APPROVE', { edits: { caption: '' } }, ['edits', 'caption']],
    ['APPROVE', { edits: { caption: 'x', tags: ['a', 2] } }, ['edits', 'tags', '1']],
    ['APPROVE', { edits: {} }, ['edits', 'caption']],
    ['APPROVE', { edits: { caption: 'x', titel: 'y' } }, ['edits']],
    ['APPROVE', { edits: 'x' }, ['edits']],
    ['APPROVE', { edits: { caption: 'x', tags: ['x'.repeat(70_000)] } }, ['edits']],
    ['APPROVE', { comment: 'x'.repeat(2001) }, ['comment']],
  ];
  for (const [choice, more, path] of cases) {
    const answer = await approvals.decide(id, choice, more);
    expect([answer.__typename, answer.issues?.[0]?.path]).toEqual(['InvalidInputError', path]);
  }
  const typo = { edits: { caption: 'x', titel: 'y' } };
  expect(await approvals.decide(id, 'APPROVE', typo)).toMatchObject({ issues: [{ message: 'Has no field titel.' }] });
  const { id: publish } = await approvals.opened(run, 'publish'); // with which nothing may be changed
  expect(await approvals.decide(publish, 'YES', { edits: { x: 1 } })).toMatchObject({ issues: [{ path: ['edits'] }] });
  const open = { state: 'OPEN', choice: null };
  expect(await approvals.of(run)).toMatchObject([open, open]);
  await approvals.decide(publish, 'YES');
  await approvals.decide(id, 'REJECT');
  expect(answersOf(await run.end())).toEqual(['REJECT | - | anyone | -', 'YES']);
});

test('edits may be written into the document as well as sent as a variable', async () => {
  const run = await approvals.start();
  const { id } = await approvals.opened(run);
  const { data, errors } = await stack.graphql(
    `mutation($id: ID!, $tag: JSON) {
      decide(id: $id, choice: "APPROVE", edits: { caption: "Dawn", tags: [$tag] }) { ... on Approval { edits } }
    }`,
    { id, tag: 'sky' },
  );
  expect({ data, errors }).toEqual({ data: { decide: { edits: { caption: 'Dawn', tags: ['sky'] } } } });
  expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
});

test.each(['Approval:nothing', 'Approval:00000000-0000-4000-8000-000000000000', 'nothing'])(
  'there is no approval %s',
  async (id) => {
    expect(await approvals.decide(id, 'APPROVE')).toMatchObject({ __typename: 'ApprovalNotFoundError' });
  },
);

describe.concurrent('a deadline', () => {
  test('decides when nobody does, and who comes later is told so', async () => {
    const run = await approvals.start({ seconds: 1, otherwise: 'REJECT' });
    const { id } = await approvals.asked(run);
    expect(answersOf(await run.end())).toEqual(['REJECT | - | - | -']);
    expect(await approvals.decide(id, 'APPROVE')).toMatchObject({
      __typename: 'AlreadyDecidedError',
      message: expect.stringContaining('the deadline has decided, REJECT'),
      approval: { state: 'EXPIRED', choice: 'REJECT', decidedBy: null, delivery: 'DELIVERED' },
    });
  });

  test('without an answer of its own fails the run with a code', async () => {
    const run = await approvals.start({ seconds: 1 });
    expect(await run.end()).toMatchObject({ status: 'FAILED', failure: { code: 'DECISION_NOT_MADE' } });
    expect(await approvals.of(run)).toMatchObject([{ state: 'EXPIRED', choice: null }]);
  });

  test('and a person at the same moment: exactly one wins, and the run does what the API says', async () => {
    const runs = await Promise.all(
      Array.from({ length: long ? 20 : 4 }, () => approvals.start({ seconds: 2, otherwise: 'REJECT' })),
    );
    const outcomes = await Promise.all(
      runs.map(async (run, index) => {
        const { id, deadline } = await approvals.asked(run);
        await sleep(Date.parse(deadline!) - Date.now() - index * 10);
        const answer = await approvals.decide(id, 'APPROVE');
        const expected = answer.__typename === 'Approval' ? 'APPROVE | - | anyone | -' : 'REJECT | - | - | -';
        return [answersOf(await run.end()), [expected]];
      }),
    );
    for (const [got, expected] of outcomes) expect(got).toEqual(expected);
  });
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

/** A run that was approved and has ended, and what it had asked. */
const ended = async () => {
  const run = await approvals.start();
  const before = await approvals.opened(run);
  await approvals.decide(before.id, 'APPROVE');
  await run.end();
  return { run, before };
};

describe('a run that is reset', () => {
  test.each([
    ['before it asked', { task: 0 }],
    // There its history has the question and no answer, which nobody would give any more.
    ['while it asked', { task: 1 }],
    ['while it asked, with the signals that came later, as Temporal does it by itself', { task: 1, signals: true }],
  ])('to %s asks again: what was decided before does not count', async (_where, options) => {
    const { run, before } = await ended();
    await resetRun(stack.temporal, run.id, options);
    const again = await approvals.opened(run);
    expect(again.id).not.toBe(before.id);
    await approvals.decide(again.id, 'REJECT');
    expect(answersOf(await run.end())).toEqual(['REJECT | - | anyone | -']);
  });

  test.each([
    ['before it asked', 0],
    ['while it asks', 1],
  ])('to %s, while nobody has decided, closes the first question', async (_where, task) => {
    const run = await approvals.start();
    const before = await approvals.opened(run);
    await waitFor('the task', () => resetRun(stack.temporal, run.id, { task }).catch(() => null));
    const again = await waitFor('the second question', async () => {
      const open = await approvals.opened(run);
      return open.id !== before.id && open;
    });
    expect(await approvals.decide(before.id, 'APPROVE')).toMatchObject({ approval: { state: 'CLOSED' } });
    await approvals.decide(again.id, 'REJECT');
    expect(answersOf(await run.end())).toEqual(['REJECT | - | anyone | -']);
  });
});
