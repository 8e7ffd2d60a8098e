import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { transportNames, transports } from './ask.ts';
import { useTarget } from './target.ts';

const target = useTarget();

/** Texts that have led a reader astray somewhere, by what is special about them. */
const texts: Record<string, string> = {
  'the end of a header': 'a\r\nSet-Cookie: stolen=1\r\n\r\n<script>',
  'a new line': 'a\nb',
  'a null byte': 'a\0b',
  'the way to a terminal': 'a\u001b]0;pwned\u0007\u001b[2Jb',
  delete: 'a\u007fb',
  'a control character beyond ASCII': 'a\u0085b',
  'a line separator': 'a\u2028b',
  'text from right to left': 'a\u202efdp.exe\u202c',
  'spaces of no width': 'a\u200b\u2060\ufeffb',
  'half a surrogate pair': 'a\ud800b',
  'a pair the wrong way round': 'a\udc00\ud800b',
  'a letter in two parts': 'caf\u0065\u0301',
  'a letter of another alphabet': 'pr\u043ebe',
  'letters of full width': '\uff50\uff52\uff4f\uff42\uff45',
  'what is no character': 'a\uffff\ufdd0b',
  'a family': '👨‍👩‍👧‍👦'.repeat(5),
  'a word of SQL': `'; DROP TABLE api_keys; --`,
  'a quote and a backslash': `\\' OR 1=1 OR WorkflowType='`,
  'a folder above': '../../../../etc/passwd',
  'an encoded folder above': '..%2f..%5c%00',
  'a name of every object': '__proto__',
  'a lookup': '${jndi:ldap://127.0.0.1:1/a}',
  'a format': '%s%n%p{{7*7}}',
  'a hundred thousand letters': 'a'.repeat(100_000),
  nothing: '',
  'a space': ' ',
};

type Place = (text: string) => { query: string; variables: object };
const error = '__typename ... on Error { code }';
const run = `... on ProbeRun { id }`;
const start = `mutation($input: ProbeInput!, $options: StartOptions) { did: startProbe(input: $input, options: $options) { ${error} ${run} } }`;
const input = () => ({ name: randomUUID() });
const mutation = (field: string, type: string) => `mutation($text: ${type}!) { did: ${field} { ${error} } }`;
const list =
  'query($filter: RunFilter, $after: String) { did: runs(filter: $filter, after: $after) { edges { cursor } } }';

/** Everywhere a client can put a text. */
const places: Record<string, Place> = {
  'the value of a label': (value) => ({
    query: start,
    variables: { input: input(), options: { labels: [{ key: 'a', value }] } },
  }),
  'the key of a label': (key) => ({
    query: start,
    variables: { input: input(), options: { labels: [{ key, value: 'a' }] } },
  }),
  "a workflow's id": (id) => ({ query: start, variables: { input: input(), options: { id } } }),
  'an input': (text) => ({ query: start, variables: { input: { name: `${text}${randomUUID()}` } } }),
  'a workflow to list': (workflow) => ({ query: list, variables: { filter: { workflow } } }),
  'a label to list': (value) => ({ query: list, variables: { filter: { label: { key: 'a', value } } } }),
  'a place in a list': (after) => ({ query: list, variables: { after } }),
  'a place in a timeline': (after) => ({
    query: 'query($id: ID!, $after: String) { run(id: $id) { timeline(after: $after) { edges { cursor } } } }',
    variables: { id: target.a, after },
  }),
  'the id of a run': (id) => ({
    query: 'query($id: ID!) { run(id: $id) { id } node(id: $id) { id } }',
    variables: { id },
  }),
  'the id of a run in its own encoding': (text) => ({
    query: 'query($id: ID!) { run(id: $id) { id } }',
    variables: { id: Buffer.from(randomUUID() + text).toString('base64url') },
  }),
  'the id of a run to cancel': (text) => ({ query: mutation('cancelRun(id: $text)', 'ID'), variables: { text } }),
  'the reason to cancel': (reason) => ({
    query: `mutation($id: ID!, $reason: String) { did: cancelRun(id: $id, reason: $reason) { ${error} } }`,
    variables: { id: target.b, reason },
  }),
  'the reason to terminate': (reason) => ({
    query: `mutation($id: ID!, $reason: String) { did: terminateRun(id: $id, reason: $reason) { ${error} } }`,
    variables: { id: target.b, reason },
  }),
  ...Object.fromEntries(
    ['pauseRun(', 'resumeRun(', 'resetRun(toStep: "act", '].map((change) => [
      `the reason for ${change}`,
      (reason: string) => ({
        query: `mutation($id: ID!, $reason: String) { did: ${change}id: $id, reason: $reason) { ${error} } }`,
        variables: { id: target.b, reason },
      }),
    ]),
  ),
  'a step to go back to': (toStep) => ({
    query: `mutation($id: ID!, $toStep: String) { did: resetRun(id: $id, toStep: $toStep) { ${error} } }`,
    variables: { id: target.b, toStep },
  }),
  'an execution to go back to': (runId) => ({
    query: `mutation($id: ID!, $runId: String) { did: resetRun(id: $id, toEvent: 1, runId: $runId) { ${error} } }`,
    variables: { id: target.b, runId },
  }),
  'the name of a key': (text) => ({
    query: mutation('createApiKey(input: { name: $text, role: VIEWER })', 'String'),
    variables: { text },
  }),
  'the workflows of a key': (text) => ({
    query: mutation('createApiKey(input: { name: "a", role: VIEWER, workflows: [$text] })', 'String'),
    variables: { text },
  }),
  'the id of a key to revoke': (text) => ({
    query: mutation('revokeApiKey(id: $text)', 'ID'),
    variables: { text: `ApiKey:${text}` },
  }),
  'the runs of a token': (text) => ({
    query: mutation('createAccessToken(input: { runs: [$text] })', 'ID'),
    variables: { text },
  }),
  'the workflows of a token': (text) => ({
    query: mutation('createAccessToken(input: { workflows: [$text] })', 'String'),
    variables: { text },
  }),
  'the id of a token to revoke': (text) => ({
    query: mutation('revokeAccessToken(id: $text)', 'ID').replace(/ \.\.\. on Error { code }/, ''),
    variables: { text: `AccessToken:${text}` },
  }),
  'the name of a file': (text) => ({
    query: `mutation($text: String!) { did: createUpload(input: { filename: $text, contentType: "image/png", bytes: 1 }) { ${error} ... on Upload { object { key } url } } }`,
    variables: { text },
  }),
  'the type of a file': (text) => ({
    query: mutation('createUpload(input: { filename: "a", contentType: $text, bytes: 1 })', 'String'),
    variables: { text },
  }),
  'who is looked for in the audit log': (actor) => ({
    query: 'query($actor: String) { auditLog(actor: $actor) { edges { cursor } } }',
    variables: { actor },
  }),
  'a place in the audit log': (after) => ({
    query: 'query($after: String) { auditLog(after: $after) { edges { cursor } } }',
    variables: { after },
  }),
  'the name of an operation': (operationName) => ({
    query: 'query A { __typename }',
    variables: {},
    operationName,
  }),
};

/** What may come back: an answer, or what a client can act on. */
const actionable = [
  'INVALID_INPUT',
  'NOT_FOUND',
  'KEY_NOT_FOUND',
  'RUN_NOT_RUNNING',
  'RUN_ALREADY_EXISTS',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
];

/** What must not get through, as it would end up in lists, searches, logs and terminals. */
const refused: Record<string, RegExp> = {
  'the value of a label': /\p{Cc}|\p{Cs}|a{256}/u,
  'the key of a label': /[^\w./-]|^$|a{64}/,
  "a workflow's id": /\p{Cc}|\p{Cs}|^$|a{256}/u,
  'a workflow to list': /\p{Cc}|\p{Cs}|^$|a{1001}/u,
  'a label to list': /\p{Cc}|\p{Cs}|a{256}/u,
  'the name of a key': /\p{Cc}|\p{Cs}|^\s*$|a{101}/u,
  'the workflows of a key': /\p{Cc}|\p{Cs}|^$|a{256}/u,
  'the runs of a token': /(?:)/,
  'the type of a file': /(?:)/,
};

describe.concurrent.each(Object.entries(places))('%s', (place, operation) => {
  test.each(Object.entries(texts))('that is %s does no harm', async (_name, text) => {
    const answer = await transports.HTTP(target.url, `Bearer ${target.adminKey}`, operation(text));
    const { data } = JSON.parse(answer.text) as { data?: { did?: { code?: string } } | null };
    const codes = [...answer.codes, data?.did?.code].filter((code) => code !== undefined);
    expect(actionable, answer.text.slice(0, 500)).toEqual(expect.arrayContaining(codes));
    expect(answer.status).toBeLessThan(500);
    if (refused[place]?.test(text)) expect(codes).toEqual(['INVALID_INPUT']);
  });
});

describe('then', () => {
  test('all the others were served meanwhile', () => target.stillServes());

  test('who tried is written down, whatever they sent', async () => {
    const { rows } = await target.stack.database.pool.query(
      "SELECT count(*)::int AS tries FROM audit_log WHERE action = 'revokeApiKey'",
    );
    expect(rows).toEqual([{ tries: Object.keys(texts).length }]);
  });

  test('a place for a file has a key and a link that are one line', async () => {
    const { query, variables } = places['the name of a file']!('a\r\nX-Evil: 1\u202e/../b');
    const answer = await transports.HTTP(target.url, `Bearer ${target.operator}`, { query, variables });
    const { did } = (JSON.parse(answer.text) as { data: { did: { object: { key: string }; url: string } } }).data;
    expect(did.object.key).toMatch(/^uploads\/[0-9a-f-]{36}\/[A-Za-z0-9._-]+$/);
    expect(did.url).toMatch(/^[!-~]+$/);
  });
});

test.for([
  ['key', 'a'.repeat(4 * 1024 ** 2)],
  ['value', 'a'.repeat(4 * 1024 ** 2)],
])('a %s of a label of 4 MiB is not read to the end', async ([name, text]) => {
  const labels = [{ key: 'a', value: 'a', [name!]: text }];
  const operation = { query: start, variables: { input: input(), options: { labels } } };
  const answers = await Promise.all(
    transportNames.map((transport) => transports[transport](target.url, `Bearer ${target.operator}`, operation)),
  );
  expect(answers.map(({ status }) => status)).toEqual([413, 413, 1009]);
  await target.stillServes();
});
