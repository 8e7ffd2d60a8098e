import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApprovalsClient } from '../../../test/approvals-client.ts';
import { noteSecret } from '../../../test/note-secret.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';

interface Message {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}
const secret = randomBytes(24).toString('hex');
const path = `/services/${randomBytes(12).toString('hex')}`;
const got: Message[] = [];
/** What the webhook answers to messages about a caption, one after the other; then 200. */
const answers = new Map<string, (number | Promise<number>)[]>();
const hangUp = 0;
const env: Record<string, string> = { PUBLIC_URL: 'https://tempograph.example', NOTIFY_WEBHOOK_SECRET: secret };

const webhook = createServer((request, response) => {
  void (async () => {
    let body = '';
    for await (const part of request) body += String(part);
    got.push({ path: request.url ?? '', headers: request.headers, body });
    const [, statuses = []] = [...answers].find(([caption]) => body.includes(caption)) ?? [];
    const status = await (statuses.shift() ?? 200);
    if (status === hangUp) return request.socket.destroy();
    response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end('x'.repeat(100_000));
  })();
});
beforeAll(async () => {
  await once(webhook.listen(0, '127.0.0.1'), 'listening');
  env['NOTIFY_WEBHOOK_URL'] = `http://127.0.0.1:${(webhook.address() as AddressInfo).port}${path}`;
  noteSecret({ name: 'the path of the webhook', value: path.split('/')[2]! });
});
afterAll(() => webhook.close());

const stack = useStack({ fixtures: true, env });
const approvals = createApprovalsClient(stack);
const refused = () =>
  readFileSync(stack.logFile, 'utf8').match(/"msg":"a message about a decision was not taken[^"]*"/g) ?? [];
const about = (caption: string) => got.filter(({ body }) => body.includes(caption));

test('whoever is to decide gets a signed message that Slack understands, with links that work', async () => {
  const run = await approvals.start({ shown: 'First <light> & more', seconds: 600 });
  const [message] = await waitFor('a message', () => (about('First').length > 0 ? about('First') : null));
  const { headers, body } = message!;
  const timestamp = String(headers['tempograph-timestamp']);
  const signature = createHmac('sha256', secret).update(`v1:${timestamp}:${body}`).digest('hex');
  expect(headers['tempograph-signature']).toBe(`v1=${signature}`);
  expect(Math.abs(Date.now() / 1000 - Number(timestamp))).toBeLessThan(60);
  const { text, blocks } = JSON.parse(body) as {
    text: string;
    blocks: { type: string; elements?: { url?: string }[] }[];
  };
  expect(text).toContain('Is this caption fit to print?');
  expect(blocks.map(({ type }) => type)).toEqual(['section', 'section', 'context', 'actions']);
  expect(blocks[1]).toMatchObject({ text: { type: 'plain_text', text: 'caption: First <light> & more' } });
  const urls = blocks[3]!.elements!.map(({ url }) => new URL(url!));
  expect(urls.map((url) => url.search)).toEqual(['?choice=APPROVE', '?choice=REJECT']);
  noteSecret({ name: 'a link of a message', value: urls[0]!.pathname.replace('/decide/', '') });
  const here = `${stack.url}${urls[0]!.pathname}`;
  expect((await fetch(here)).status).toBe(200);
  const decided = await fetch(here, { method: 'POST', body: new URLSearchParams({ choice: 'APPROVE' }) });
  expect(decided.status).toBe(200);
  expect(await run.end()).toMatchObject({ resultJson: { answers: ['APPROVE | - | link:messages | -'] } });
  expect(about('First')).toHaveLength(1);
});

test('a webhook that fails, redirects or hangs up gets the message again, and nothing waits for it', async () => {
  const refusals = { failing: 500, moved: 302, rude: hangUp };
  for (const [shown, status] of Object.entries(refusals)) answers.set(shown, [status]);
  const runs = await Promise.all(Object.keys(refusals).map((shown) => approvals.start({ shown })));
  for (const shown of Object.keys(refusals)) await waitFor(`another about ${shown}`, () => about(shown).length >= 2);
  expect(got.every((message) => message.path === path)).toBe(true);
  for (const run of runs) await approvals.decide((await approvals.opened(run)).id, 'APPROVE');
  await Promise.all(runs.map((run) => run.end()));
  await waitFor('the log to say so', () => refused().length === 3);
});

test('what was decided while the webhook was down is not told any more', async () => {
  let say!: (status: number) => void;
  answers.set('Third', [new Promise((resolve) => (say = resolve))]);
  const run = await approvals.start({ shown: 'Third' });
  const { id } = await approvals.opened(run);
  await waitFor('an attempt', () => about('Third').length > 0);
  await approvals.decide(id, 'APPROVE');
  await run.end();
  const before = refused().length;
  say(500);
  await waitFor('the log to say so', () => refused().length > before);
  const next = await approvals.start({ shown: 'Fourth' }); // which is told once all is done with the other
  await waitFor('the next message', () => about('Fourth').length > 0);
  const { rows } = await stack.database.pool.query('SELECT FROM approvals WHERE next_notification_at IS NOT NULL');
  expect(rows.length).toBeLessThanOrEqual(1); // of the fourth
  expect(about('Third')).toHaveLength(1);
  await approvals.decide((await approvals.opened(next)).id, 'APPROVE');
  await next.end();
});
