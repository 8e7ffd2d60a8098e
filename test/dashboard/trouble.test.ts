import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { expect } from 'vitest';
import { browserTest as test, browserTime, useBrowser } from '../browser.ts';
import { useStack } from '../stack.ts';

// Without a worker every run goes on.
const stack = useStack({ fixtures: true, worker: false });
const browser = useBrowser();
const start = () => stack.start('probe', { name: randomUUID(), behaviour: 'SUCCEED', count: 0 });

const failed = (code: string) => [{ message: 'Not now.', extensions: { code } }];

test('a stream that fails begins again, also after a fault of the server', browserTime, async () => {
  const run = await start();
  const page = await browser.page();
  let asked = 0;
  await page.routeWebSocket(/\/graphql$/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      const { id, payload } = JSON.parse(String(message)) as { id: string; payload?: { query?: string } };
      if (!payload?.query?.includes('subscription LiveRun') || ++asked > 2) return server.send(message);
      if (asked === 1) socket.send(JSON.stringify({ id, type: 'error', payload: failed('RATE_LIMITED') }));
      else void socket.close({ code: 1011 });
    });
  });
  await page.goto(`${stack.url}/runs/${encodeURIComponent(run.id)}`);
  await page.getByText('Too fast.').waitFor();
  await page.getByRole('heading', { name: 'probe' }).waitFor();
  await page.getByText('Too fast.').waitFor({ state: 'detached' });
  expect(asked).toBe(3);
});

test('a link that has ended says so, and so does what it embeds', browserTime, async () => {
  const run = await start();
  const { data } = await stack.graphql(
    'mutation($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { ... on AccessToken { id token } } }',
    { input: { runs: [run.id] } },
  );
  const { id, token } = data!['createAccessToken'] as { id: string; token: string };
  const expected = /401|4403|WebSocket/;
  const visitor = await browser.page({ expected });
  await visitor.goto(`${stack.url}/share#${new URLSearchParams({ run: run.id, token }).toString()}`);
  await visitor.getByRole('progressbar').waitFor();

  const host = await browser.page({ expected });
  await host.goto(`${stack.url}/share`);
  await host.addScriptTag({ url: '/run-progress.js', type: 'module' });
  const passing = { contentType: 'text/event-stream', body: event({ errors: failed('SERVICE_UNAVAILABLE') }) };
  await host.route('**/graphql', (route) => route.fulfill(passing), { times: 1 });
  await host.evaluate(
    (attributes) => {
      const element = document.createElement('run-progress');
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      document.body.append(element);
    },
    { run: run.id, token },
  );
  await host.locator('run-progress[status=RUNNING]').waitFor();

  await stack.graphql('mutation($id: ID!) { revokeAccessToken(id: $id) { __typename } }', { id });
  await visitor.getByText('This link has ended').waitFor();
  await host.locator('run-progress[refused]:not([lost])').waitFor();
  expect(await visitor.getByText('The connection is lost').count()).toBe(0);
});

const event = (data: object) => `event: next\ndata: ${JSON.stringify(data)}\n\nevent: complete\ndata:\n\n`;

test('an answer that comes late says nothing of another action', browserTime, async () => {
  const page = await browser.page();
  const server = new EventEmitter();
  const late = once(server, 'answer');
  const counted = { __typename: 'RunsChanged', count: 7, changed: 0, more: false, failures: [] };
  await page.route('**/graphql', async (route) => {
    if (!route.request().postData()?.includes('mutation CancelRuns')) return route.continue();
    await late;
    return route.fulfill({ json: { data: { cancelRuns: counted } } });
  });
  await page.goto(`${stack.url}/runs?label=test%3D${randomUUID()}`);
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Cancel …' }).click();
  await dialog.getByText('Counting').waitFor();
  await dialog.getByRole('button', { name: 'Leave them' }).click();
  await page.getByRole('button', { name: 'Pause …' }).click();
  const none = dialog.getByText('Pauses 0 runs that match');
  await none.waitFor();
  const answered = page.waitForResponse((response) => response.request().postData()?.includes('CancelRuns') === true);
  server.emit('answer');
  await (await answered).finished();
  await page.evaluate(() => new Promise(requestAnimationFrame));
  expect(await none.isVisible()).toBe(true);
});

test('the focus stays where somebody works', browserTime, async () => {
  const page = await browser.page();
  await page.goto(stack.url);
  const chip = page.getByRole('checkbox', { name: 'Running' });
  await chip.focus();
  await page.keyboard.press('Space');
  await page.waitForURL(/status=RUNNING/);
  await page.evaluate(() => new Promise(requestAnimationFrame));
  expect(await page.locator('input:focus').and(chip).count()).toBe(1);
  const opener = page.getByRole('button', { name: 'Pause …' });
  await opener.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Leave them' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await page.locator('button:focus').and(opener).count()).toBe(1);
});
