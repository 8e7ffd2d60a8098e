import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createApprovalsClient } from '../../../test/approvals-client.ts';
import { noteSecret } from '../../../test/note-secret.ts';
import { useStack } from '../../../test/stack.ts';

const adminKey = randomBytes(24).toString('hex');
const stack = useStack({
  fixtures: true,
  env: { ADMIN_API_KEY: adminKey, PUBLIC_URL: 'https://tempograph.example/api/', AUTH_FAILURE_LIMIT: '5' },
});
const approvals = createApprovalsClient(stack);

/** A link to what a run asks, at the server of this test. */
async function linkTo(input: object = {}) {
  const run = await approvals.start(input);
  const { id } = await approvals.opened(run);
  const { data } = await stack.graphql('query($id: ID!) { approval(id: $id) { link { url expiresAt } } }', { id });
  const { link } = data!['approval'] as { link: { url: string; expiresAt: string } };
  const token = link.url.split('/decide/')[1]!;
  noteSecret({ name: 'a link of a decision', value: token });
  return { run, id, ...link, here: `${stack.url}/decide/${token}` };
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
  expect(html).toContain('caption: &lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;');
  expect(html).not.toContain('<script');
  expect(html.match(/<button name="choice" value="(APPROVE|REJECT)"/g)).toHaveLength(2);
  expect(html).toMatch(/value="REJECT" autofocus/);
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

test.each([
  ['no choice', {}],
  ['another choice', { choice: 'MAYBE' }],
  ['a comment that is too long', { choice: 'APPROVE', comment: 'x'.repeat(2001) }],
])('%s is refused, and decides nothing', async (_what, form) => {
  const { run, here } = await linkTo();
  expect((await post(here, form)).status).toBe(422);
  expect((await post(here, { choice: 'APPROVE', comment: 'x'.repeat(40_000) })).status).toBe(413);
  expect(await stateOf(run)).toBe('OPEN');
  await post(here, { choice: 'APPROVE' });
  await run.end();
});

test('a link ends with the deadline', async () => {
  const { run, here, expiresAt } = await linkTo({ seconds: 2, otherwise: 'REJECT' });
  expect(Date.parse(expiresAt) - Date.now()).toBeLessThan(2000);
  await run.end();
  expect((await fetch(here)).status).toBe(410);
  const late = await post(here, { choice: 'APPROVE' });
  expect([late.status, await late.text()]).toEqual([409, expect.stringContaining('the deadline has decided, REJECT')]);
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
