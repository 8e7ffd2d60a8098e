import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { browserTest as test, browserTime, useBrowser } from '../browser.ts';
import { useStack } from '../stack.ts';

const stack = useStack({ worker: false });
const browser = useBrowser();

test('a schedule is made, and its calendar is what the server says', browserTime, async () => {
  const page = await browser.page();
  const name = `page-${randomUUID().slice(0, 8)}`;
  await page.goto(`${stack.url}/schedules/new`);
  await page.getByLabel('Name *').fill(name);
  await page.getByLabel('Cron, one a line *').fill('30 7 * * 1');
  await page.getByText('At 07:30, only on Monday').waitFor();
  await page.getByLabel('Time zone').fill('Europe/Amsterdam');
  await page.getByLabel('Which').selectOption('publicationReport');
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.getByRole('heading', { name }).waitFor();
  await page.getByRole('button', { name: 'The month after' }).click();
  const day = page.locator('.month-day:not(.nothing)');
  await day.first().waitFor();
  const shown = await day.locator('time').evaluateAll((times) => times.map((time) => time.getAttribute('datetime')));

  const month = shown[0]!.slice(0, 7);
  const from = `${month}-01T00:00:00Z`;
  const to = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 1)).toISOString();
  const id = decodeURIComponent(new URL(page.url()).pathname.split('/').pop()!);
  const { data } = await stack.graphql(
    `query($id: ID!, $from: DateTime!, $to: DateTime!) { previewSchedule(id: $id, from: $from, to: $to) { times { local } } }`,
    { id, from, to },
  );
  const { times } = data!['previewSchedule'] as { times: { local: string }[] };
  expect(shown).toEqual(times.map(({ local }) => local.slice(0, 10)));
  expect(times.every(({ local }) => local.slice(11, 16) === '07:30')).toBe(true);
  await page.getByRole('button', { name: `Pause ${name}` }).click();
  await page.getByRole('button', { name: `Resume ${name}` }).waitFor();
});

test('a change of a schedule leaves the rest of it as it was', browserTime, async () => {
  const name = `kept-${randomUUID().slice(0, 8)}`;
  const spec = {
    cron: ['30 7 * * 1'],
    timeZone: 'Europe/Amsterdam',
    jitter: 60,
    endAt: '2099-01-01T00:00:00.000Z',
    exclusions: [{ month: [{ start: 12 }], dayOfMonth: [{ start: 25, end: 26 }] }],
  };
  const labels = [{ key: 'team', value: 'south' }];
  const { data } = await stack.graphql(
    'mutation($input: CreateScheduleInput!) { createSchedule(input: $input) { ... on Schedule { id } ... on Error { message } } }',
    { input: { name, spec, labels, action: { publicationReport: {} } } },
  );
  const { id } = data!['createSchedule'] as { id: string };
  const now = async () => {
    const selection = `note labels { key value } spec { cron timeZone jitter startAt endAt
      exclusions { month { start end step } dayOfMonth { start end step } } }`;
    return (await stack.graphql(`query($id: ID!) { schedule(id: $id) { ${selection} } }`, { id })).data!['schedule'];
  };
  const before = (await now()) as { spec: object };
  expect(before).toMatchObject({ spec: { jitter: 60, endAt: spec.endAt, exclusions: [{}] }, labels });

  const page = await browser.page();
  await page.goto(`${stack.url}/schedules/${encodeURIComponent(id)}`);
  const change = async (label: string, value: string, shown = value) => {
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByLabel(label).fill(value);
    await page.getByRole('button', { name: 'Change it' }).click();
    await page.getByRole('button', { name: 'Change', exact: true }).waitFor();
    await page.getByText(shown).waitFor(); // and its revision is that of the change
  };
  await change('Note', 'Looked at by hand.');
  expect(await now()).toEqual({ ...before, note: 'Looked at by hand.' });
  await change('Cron, one a line *', '45 8 * * 2', 'At 08:45');
  expect(await now()).toEqual({
    ...before,
    note: 'Looked at by hand.',
    spec: { ...before.spec, cron: ['45 8 * * 2'] },
  });
});
