import axe from 'axe-core';
import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { browserTest as test, browserTime, useBrowser } from '../browser.ts';
import { noteSecret } from '../note-secret.ts';
import { useStack } from '../stack.ts';

const adminKey = randomBytes(32).toString('hex');
const stack = useStack({ worker: false, env: { ADMIN_API_KEY: adminKey } });
const browser = useBrowser();

test('who has no key that counts is asked for one, and everybody is shown what is theirs', browserTime, async () => {
  const page = await browser.page({ expected: /401|4403|WebSocket/ });
  await page.addInitScript(axe.source);
  await page.goto(`${stack.url}/access`);
  const field = page.getByLabel('API key');
  await field.waitFor();
  const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
  await field.fill('tg_wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('This key is not valid here').waitFor();
  await field.fill(adminKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Access' }).waitFor();
  await page.getByText('No keys yet but ADMIN_API_KEY.').waitFor();
  expect(await page.getByText('may do anything').count()).toBe(0);

  const name = `<i>${randomUUID()}</i>`;
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Make a key' }).click();
  const viewerKey = await page.getByLabel('Key', { exact: true }).inputValue();
  noteSecret({ name: 'a key that the dashboard has shown', value: viewerKey });
  await page.getByRole('button', { name: 'I have it' }).click();
  await page.getByRole('rowheader', { name }).waitFor();

  const viewer = await browser.page({ expected: /401|4403|WebSocket/ });
  await viewer.goto(stack.url);
  await viewer.getByLabel('API key').fill(viewerKey);
  await viewer.getByRole('button', { name: 'Sign in' }).click();
  await viewer.getByRole('heading', { name: 'Runs' }).waitFor();
  const pages = await viewer.getByRole('navigation').getByRole('listitem').allTextContents();
  expect(pages).toEqual(['Runs', 'Schedules', 'Posts', 'Costs']);
  expect(await viewer.getByRole('button', { name: 'Cancel …' }).count()).toBe(0);
  expect(await viewer.evaluate(() => [document.cookie, JSON.stringify(localStorage)])).toEqual([
    '',
    expect.not.stringContaining(viewerKey),
  ]);
  await viewer.goto(`${stack.url}/access`);
  await viewer.getByText('Your key may not see this page.').waitFor(); // and the tab has kept the key

  await viewer.goto(`${stack.url}/runs`);
  const other = await viewer.context().newPage();
  await other.goto(stack.url);
  await other.getByLabel('API key').waitFor(); // a tab of its own has no key
  await viewer.getByText('Nothing has run here yet').waitFor();
  await page.getByRole('button', { name: `Revoke … ${name}` }).click();
  await page.getByRole('button', { name: 'Revoke it' }).click();
  await viewer.getByText('This key is not valid here').waitFor(); // without anybody touching that page
  await page.getByRole('button', { name: 'Sign out' }).click();
  await field.waitFor();
});

test('an address that leads nowhere says so, whatever is in it', browserTime, async () => {
  const page = await browser.page({ expected: /401/ });
  await page.goto(stack.url);
  await page.getByLabel('API key').fill(adminKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Runs' }).waitFor();
  for (const [path, says] of [
    ['/runs/nothing', /There is no run with the id/],
    ['/runs/%E0%A4%A', /There is no run with the id/],
    ['/schedules/nothing', /There is no such schedule/],
    ['/approvals/nothing', /not known here/],
    ['/start/nothing', /There is no workflow nothing here/],
  ] as const) {
    await page.goto(stack.url + path);
    await page.getByText(says).first().waitFor();
  }
  const response = await page.goto(`${stack.url}/share`);
  expect(response!.headers()['content-security-policy']).toMatch(/script-src 'self'; style-src 'self';/);
  await page.getByText('This link is cut off').waitFor();
});
