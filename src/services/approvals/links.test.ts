import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
const env: Record<string, string> = {
  ADMIN_API_KEY: randomBytes(24).toString('hex'),
  AUTH_FAILURE_LIMIT: '5',
  PUBLIC_URL: 'https://tempograph.example/api/',
  NOTIFY_WEBHOOK_SECRET: secret,
};

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

/** The link of a question, at the server of this test; null for one that is not open. */
async function linkOf(id: string) {
  const { data } = await stack.graphql('query($id: ID!) { approval(id: $id) { link { url expiresAt } } }', { id });
  const { link } = data!['approval'] as { link: { url: string; expiresAt: string } | null };
  if (!link) return null;
  const token = link.url.split('/decide/')[1]!;
  noteSecret({ name: 'a link of a decision', value: token });
  return { id, ...link, here: `${stack.url}/decide/${token}` };
}

async function linkTo(input: object = {}) {
  const run = await approvals.start(input);
  const { id } = await approvals.opened(run);
  return { run, ...(await linkOf(id))! };
}

/** One whose deadline is near: later on a machine that is so busy that nobody comes to look before. */
async function endingLink(seconds = 4): Promise<Awaited<ReturnType<typeof linkTo>> & { seconds: number }> {
  const run = await approvals.start({ seconds, otherwise: 'REJECT' });
  const link = await linkOf((await approvals.asked(run)).id);
  return link ? { run, seconds, ...link } : endingLink(seconds * 3);
}

const post = (url: string, form: Record<string, string>) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(form) });
const stateOf = async (run: { id: string }) => (await approvals.of(run))[0]!.state;
const audited = async () => {
  const { data } = await stack.graphql('{ auditLog(first: 20) { edges { node { actor action targets outcome } } } }');
  return (data!['auditLog'] as { edges: { node: object }[] }).edges.map(({ node }) => node);
};

test('a link shows the question with a button for each choice, and a button decides', async () => {
  const { run, id, here, url, expiresAt } = await linkTo({ shown: '<script>alert("&")</script>' });
  expect(url).toMatch(/^https:\/\/tempograph\.example\/api\/decide\/[\w.-]+$/);
  expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(6 * 24 * 3600 * 1000);
  const page = await fetch(`${here}?choice=REJECT`);
  const html = await page.text();
  expect(page.status).toBe(200);
  expect(html).toContain('Is this caption fit to print?');
  expect(html).toContain('<dt>caption</dt><dd>&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;</dd>');
  expect(html).not.toContain('<script');
  expect(html.match(/<button name="choice" value="(APPROVE|REJECT)"/g)).toHaveLength(2);
  expect(html).toMatch(/value="REJECT" class="likely" autofocus/);
  expect(page.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
  );
  expect(page.headers.get('cache-control')).toBe('no-store');
  expect(page.headers.get('referrer-policy')).toBe('no-referrer');

  const decided = await post(here, { choice: 'APPROVE', comment: ' Fine & good. ' });
  expect([decided.status, await decided.text()]).toEqual([200, expect.stringContaining('Thank you: APPROVE')]);
  expect(await run.end()).toMatchObject({
    resultJson: { answers: ['APPROVE | - | link:key:environment | Fine & good.'] },
  });
  expect(await audited()).toContainEqual({
    actor: 'link:key:environment',
    action: 'decide',
    targets: [id],
    outcome: 'OK',
  });
});

test('whoever decides sees the photos that are shown, by links for a while, and is told of one that is missing', async () => {
  const photo = await stack.put(Buffer.from('a photo'), 'a & b.jpg');
  const { run, id, here } = await linkTo({ photo });
  const page = await fetch(here);
  const html = await page.text();
  const [, address] = /<img src="([^"]+)" alt="photo">/.exec(html) ?? [];
  const url = new URL(address!.replaceAll('&amp;', '&'));
  expect(await (await fetch(url)).text()).toBe('a photo');
  expect(url.searchParams.get('X-Amz-Expires')).toBe('900');
  expect(page.headers.get('content-security-policy')).toContain(`; img-src ${url.origin};`);

  const look = async () => {
    const { data, errors } = await stack.graphql(
      'query($id: ID!) { approval(id: $id) { show files { path url picture problem } } }',
      { id },
    );
    expect(errors).toBeUndefined();
    return data!['approval'] as { show: object; files: { url: string | null }[] };
  };
  const { show, files } = await look();
  expect(files).toMatchObject([{ path: 'photo', picture: true, problem: null }]);
  expect(await (await fetch(files[0]!.url!)).text()).toBe('a photo');
  expect(JSON.stringify(show)).not.toContain('X-Amz');

  await stack.storage.deleteAll({ bucket: photo.bucket, prefix: photo.key });
  expect((await look()).files).toEqual([
    { path: 'photo', url: null, picture: false, problem: 'It is not there any more.' },
  ]);
  const without = await fetch(here);
  expect(without.status).toBe(200);
  expect(await without.text()).toContain('photo: It is not there any more.');
  expect(without.headers.get('content-security-policy')).not.toContain('img-src');
  await post(here, { choice: 'APPROVE' });
  await run.end();
});

test('what is in a bucket that is not allowed is not shown', async () => {
  const { run, here } = await linkTo({ photo: { bucket: 'someone-elses', key: 'a.jpg' } });
  const html = await (await fetch(here)).text();
  expect(html).toMatch(/<p>photo: [^<]*someone-elses/);
  expect(html).not.toContain('<img');
  await post(here, { choice: 'APPROVE' });
  await run.end();
});

test('a link ends with the key it was made with, when that expires', async () => {
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const { data: made } = await stack.graphql(
    'mutation($input: CreateApiKeyInput!) { key: createApiKey(input: $input) { ... on ApiKeyCreated { secret } } }',
    { input: { name: 'for an hour', role: 'OPERATOR', expiresAt } },
  );
  const { secret: key } = made!['key'] as { secret: string };
  noteSecret({ name: 'a key', value: key });
  const run = await approvals.start();
  const { id } = await approvals.opened(run);
  const { data } = await stack.as(key).graphql('query($id: ID!) { approval(id: $id) { link { expiresAt } } }', { id });
  const { link } = data!['approval'] as { link: { expiresAt: string } };
  expect(Date.parse(link.expiresAt)).toBe(Math.floor(Date.parse(expiresAt) / 1000) * 1000);
  await approvals.decide(id, 'APPROVE');
  await run.end();
});

test('programs that look at a link decide nothing', async () => {
  const { run, here } = await linkTo();
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']) {
    const response = await fetch(`${here}?choice=APPROVE`, { method });
    expect([method, response.status]).toEqual([method, ['GET', 'HEAD'].includes(method) ? 200 : 405]);
    if (response.status === 405) expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
  }
  expect(await (await fetch(here, { method: 'HEAD' })).text()).toBe('');
  expect(await stateOf(run)).toBe('OPEN');
  await post(here, { choice: 'REJECT' });
  await run.end();
});

test('a link decides once, also when its button is clicked twice, and then shows what was decided', async () => {
  const { run, here } = await linkTo();
  const [first, second] = await Promise.all([post(here, { choice: 'APPROVE' }), post(here, { choice: 'APPROVE' })]);
  expect(new Set([first.status, second.status])).toEqual(new Set([200, 409]));
  await run.end();
  for (const [method, status] of [
    ['GET', 410],
    ['POST', 409],
  ] as const) {
    const late = await fetch(here, {
      method,
      ...(method === 'POST' && { body: new URLSearchParams({ choice: 'REJECT' }) }),
    });
    expect([late.status, await late.text()]).toEqual([
      status,
      expect.stringContaining('Already decided: APPROVE, by link:key:environment, at '),
    ]);
  }
});

test('an answer that does not fit is refused, and decides nothing', async () => {
  const { run, here } = await linkTo();
  const forms = [{}, { choice: 'MAYBE' }, { choice: 'APPROVE', comment: 'x'.repeat(2001) }];
  for (const form of forms) expect((await post(here, form as Record<string, string>)).status).toBe(422);
  expect((await post(here, { choice: 'APPROVE', comment: 'x'.repeat(40_000) })).status).toBe(413);
  expect(await stateOf(run)).toBe('OPEN');
  await post(here, { choice: 'APPROVE' });
  await run.end();
});

test('whoever is to decide gets a signed message that Slack understands, with links that work', async () => {
  const run = await approvals.start({ shown: 'First <light> & more', seconds: 600 });
  const [message] = await waitFor('a message', () => (about('First').length > 0 ? about('First') : null));
  const { headers, body } = message!;
  const timestamp = String(headers['tempograph-timestamp']);
  const signature = createHmac('sha256', secret).update(`v1:${timestamp}:${body}`).digest('hex');
  expect(headers['tempograph-signature']).toBe(`v1=${signature}`);
  expect(Math.abs(Date.now() / 1000 - Number(timestamp))).toBeLessThan(60);
  const { type, id, text, blocks } = JSON.parse(body) as {
    type: string;
    id: string;
    text: string;
    blocks: { type: string; elements?: { url?: string }[] }[];
  };
  expect([type, id]).toEqual(['approval.opened', (await approvals.of(run))[0]!.id]);
  expect(headers['idempotency-key']).toBe(`"${id}"`);
  expect(text).toContain('Is this caption fit to print?');
  expect(blocks.map(({ type }) => type)).toEqual(['section', 'section', 'context', 'actions']);
  expect(blocks[1]).toMatchObject({ text: { type: 'plain_text', text: 'caption: First <light> & more' } });
  const urls = blocks[3]!.elements!.map(({ url }) => new URL(url!));
  expect(urls.map((url) => url.search)).toEqual(['?choice=APPROVE', '?choice=REJECT']);
  noteSecret({ name: 'a link of a message', value: urls[0]!.pathname.split('/decide/')[1]! });
  const here = `${stack.url}/decide/${urls[0]!.pathname.split('/decide/')[1]}`;
  expect((await fetch(here)).status).toBe(200);
  const decided = await fetch(here, { method: 'POST', body: new URLSearchParams({ choice: 'APPROVE' }) });
  expect(decided.status).toBe(200);
  expect(await run.end()).toMatchObject({ resultJson: { answers: ['APPROVE | - | link:messages | -'] } });
  expect(about('First')).toHaveLength(1);
});

describe.concurrent('what takes a while', () => {
  test('a link ends with the deadline', async () => {
    const { run, here, expiresAt, seconds } = await endingLink();
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThan(seconds * 1000);
    await run.end();
    expect((await fetch(here)).status).toBe(410);
    const late = await post(here, { choice: 'APPROVE' });
    expect([late.status, await late.text()]).toEqual([
      409,
      expect.stringContaining('the deadline has decided, REJECT'),
    ]);
  });

  test('a webhook that fails, redirects or hangs up gets the message again, and nothing waits for it', async () => {
    const refusals = { failing: 500, moved: 302, rude: hangUp };
    for (const [shown, status] of Object.entries(refusals)) answers.set(shown, [status]);
    const runs = await Promise.all(Object.keys(refusals).map((shown) => approvals.start({ shown })));
    for (const shown of Object.keys(refusals)) await waitFor(`another about ${shown}`, () => about(shown).length >= 2);
    expect(got.filter((message) => message.path !== path)).toEqual([]);
    for (const run of runs) await approvals.decide((await approvals.opened(run)).id, 'APPROVE');
    await Promise.all(runs.map((run) => run.end()));
    await waitFor('the log to say so', () => refused().length >= 3);
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
    const times = `SELECT next_notification_at AS next FROM approvals WHERE show->>'caption' = 'Third'`;
    expect((await stack.database.pool.query(times)).rows).toEqual([{ next: null }]);
    expect(about('Third')).toHaveLength(1);
    await approvals.decide((await approvals.opened(next)).id, 'APPROVE');
    await next.end();
  });
});

describe('what is no link', () => {
  test('is not a key, and a key is no link', async () => {
    const { run, here } = await linkTo();
    const token = here.split('/decide/')[1]!;
    expect((await stack.as(token).graphql('{ workflows { name } }')).errors).toMatchObject([
      { extensions: { code: 'UNAUTHENTICATED' } },
    ]);
    await post(here, { choice: 'APPROVE' });
    await run.end();
  });

  test('is refused, decides nothing, and after some attempts the address has to wait', async () => {
    const { run, here } = await linkTo();
    const [head, body, signature] = here.split('/decide/')[1]!.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
    const changed = Buffer.from(JSON.stringify({ ...claims, exp: 4_000_000_000 })).toString('base64url');
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
    const tried = [`${head}.${changed}.${signature}`, `${unsigned}.${body}.`, '', 'x'.repeat(200)];
    for (const token of tried) {
      expect((await post(`${stack.url}/decide/${token}`, { choice: 'APPROVE' })).status).toBe(404);
    }
    await fetch(`${stack.url}/decide/x`);
    const refused = await fetch(here);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await stateOf(run)).toBe('OPEN');
  });
});
