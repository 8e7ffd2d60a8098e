import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { createApprovalsClient } from '../approvals-client.ts';
import { browserTest as test, browserTime, useBrowser } from '../browser.ts';
import { noteSecret } from '../note-secret.ts';
import { useStack } from '../stack.ts';
import { createTcpProxy } from '../tcp-proxy.ts';
import { waitFor } from '../wait-for.ts';

const stack = useStack({ fixtures: true, env: { PUBLIC_URL: 'https://tempograph.example' } });
const browser = useBrowser();
const approvals = createApprovalsClient(stack);
const stateOf = async (run: { id: string }) => (await approvals.of(run))[0]!.state;
const caption = () => `A caption ${randomUUID().slice(0, 8)}`;

test('a question that is looked at stays, and one key press answers it alone', browserTime, async () => {
  const page = await browser.page();
  const [calm, other] = [caption(), caption()];
  const run = await approvals.start({ shown: calm });
  await approvals.opened(run);
  await page.goto(`${stack.url}/approvals`);
  const field = page.getByLabel('Caption', { exact: true });
  await waitFor('the question', async () => (await field.inputValue()) === calm);
  expect(await page.getByLabel('1 to decide').count()).toBe(1);

  const urgent = await approvals.start({ shown: other, seconds: 600, otherwise: 'REJECT' });
  await approvals.opened(urgent);
  const questions = page.getByLabel('Open questions').getByRole('listitem');
  await waitFor('the second question', async () => (await questions.count()) === 2);
  expect(await field.inputValue()).toBe(calm); // although the other comes first now

  await page.keyboard.down('1');
  expect((await run.end()).resultJson).toEqual({ answers: [expect.stringContaining('APPROVE')] });
  await waitFor('the other question', async () => (await field.inputValue()) === other);
  await page.keyboard.down('1'); // again without being let go: it is held
  expect(await page.getByRole('button', { name: /Approve/ }).isEnabled()).toBe(true);
  expect(await stateOf(urgent)).toBe('OPEN');
  await page.keyboard.up('1');
  await page.keyboard.down('1');
  await page.keyboard.up('1');
  await urgent.end();
  await page.getByText('Nobody waits for a decision.').waitFor();
});

test(
  'a question that somebody else answers says so, and what does not fit is said beside its field',
  browserTime,
  async () => {
    const page = await browser.page();
    const run = await approvals.start({ shown: caption() });
    const { id } = await approvals.opened(run);
    await page.goto(`${stack.url}/`);
    await page.getByRole('link', { name: 'Is this caption fit to print?' }).click(); // what waits is on the first page
    await page.getByLabel('Caption', { exact: true }).fill('x'.repeat(60));
    await page.getByRole('button', { name: /Approve/ }).click();
    await page.locator('.field.wrong').getByRole('alert').waitFor();
    expect(await stateOf(run)).toBe('OPEN');
    await approvals.decide(id, 'REJECT', { comment: 'Not this one.' });
    await page.getByRole('article').getByText('Not this one.').waitFor();
    expect(await page.getByRole('button', { name: /Approve/ }).count()).toBe(0);
    await run.end();
  },
);

test('the page of a link is the card of the inbox, and decides without a script', browserTime, async () => {
  const shown = '<img src=x onerror="window.hacked=1">';
  const run = await approvals.start({ shown });
  const { id } = await approvals.opened(run);
  const { data } = await stack.graphql('query($id: ID!) { approval(id: $id) { link { url } } }', { id });
  const { link } = data!['approval'] as { link: { url: string } };
  const token = link.url.split('/decide/')[1]!;
  noteSecret({ name: 'a link of a decision', value: token });
  const page = await browser.page({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  await page.goto(`${stack.url}/decide/${token}`);
  await page.getByText(shown).waitFor();
  await page.getByLabel(/Comment/).fill('From my phone.');
  await page.getByRole('button', { name: 'APPROVE' }).click();
  await page.getByText('Thank you: APPROVE').waitFor();
  expect((await run.end()).resultJson).toEqual({ answers: [expect.stringMatching(/APPROVE.*From my phone/)] });
});

test(
  'what is written stays while the connection is lost, and no key decides that is switched off',
  browserTime,
  async () => {
    const proxy = await createTcpProxy(new URL(stack.url).host);
    try {
      const page = await browser.page({ expected: /ERR_|WebSocket/ });
      const ask = async (label: string) => {
        const run = await approvals.start({ shown: caption() }, { labels: [{ key: 'test', value: label }] });
        const { id } = await approvals.opened(run);
        return { run, id, listed: page.getByLabel('Open questions').getByText(label) };
      };
      const before = await ask('before it');
      const { run, id } = await ask('looked at');
      await page.goto(`http://${proxy.address}/approvals/${encodeURIComponent(id)}`);
      await before.listed.waitFor();
      const field = page.getByLabel('Caption', { exact: true });
      await field.fill('Half a cap');
      await page.getByLabel('Comment').fill('So far');
      await proxy.cut();
      await page.getByText('The connection is lost').waitFor();
      await approvals.decide(before.id, 'REJECT');
      const after = await ask('after it');
      await proxy.restore();
      await after.listed.waitFor();
      await before.listed.waitFor({ state: 'detached' });
      expect([await field.inputValue(), await page.getByLabel('Comment').inputValue()]).toEqual([
        'Half a cap',
        'So far',
      ]);

      await page.getByLabel('Keys').uncheck();
      await page.keyboard.press('2');
      await page.getByRole('button', { name: /Approve/ }).click();
      expect((await run.end()).resultJson).toEqual({ answers: [expect.stringMatching(/APPROVE.*Half a cap.*So far/)] });
      await approvals.decide(after.id, 'REJECT');
    } finally {
      await proxy.close();
    }
  },
);
