import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { useFakeMeta } from '../../test/fake-meta.ts';
import { noteSecret } from '../../test/note-secret.ts';
import { waitFor } from '../../test/wait-for.ts';
import { newBrand, photoRow, publicationRow } from '../../test/feed-rows.ts';
import { createLog } from '../../src/platform/log.ts';
import { useWebhook } from '../../test/webhook.ts';
import { useStack } from '../../test/stack.ts';
import { withCalls } from '../../test/with-calls.ts';
import { silentBus } from '../../src/platform/bus/silent-bus.ts';
import { createArbiter } from '../../src/services/approvals/arbiter.ts';
import { createEndedRuns } from '../../src/services/publications/ended-runs.ts';
import { createLedger, type PublicationState } from '../../src/services/publications/ledger.ts';
import { decodeRunId } from '../../src/services/runs/run-id.ts';

const used = useFakeMeta();
const webhook = useWebhook();
const stack = useStack({
  worker: false,
  get env() {
    const own = {
      ADMIN_API_KEY: randomUUID() + randomUUID(),
      S3_ALLOWED_BUCKETS: 'photos',
      CREDENTIALS_KEY: randomBytes(32).toString('hex'),
    };
    return { ...own, ...used.env, ...webhook.env };
  },
});
type Client = Pick<typeof stack, 'graphql'>;

/** The result of the only field of an operation, or the code that it was refused with. */
async function ask(client: Client, operation: string, variables: object = {}) {
  const { data, errors } = await client.graphql(operation, variables);
  if (errors) return { code: errors[0]?.extensions?.['code'], message: errors[0]?.message };
  return Object.values(data!)[0] as Record<string, unknown>;
}

async function keyWith(input: object) {
  const made = await ask(
    stack,
    'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on ApiKeyCreated { secret } } }',
    { input: { name: 'test', ...input } },
  );
  return stack.as(made['secret'] as string);
}

let viewer: Client;
let operator: Client;
let ofWorkflow: Client;
beforeAll(async () => {
  [viewer, operator, ofWorkflow] = await Promise.all([
    keyWith({ role: 'VIEWER' }),
    keyWith({ role: 'OPERATOR' }),
    keyWith({ role: 'OPERATOR', workflows: ['photoImport'] }),
  ]);
});

/** A brand with a photo, and what plans posts of it. */
async function feed() {
  const { key, ...rest } = newBrand();
  await ask(stack, 'mutation($input: CreateBrandInput!) { createBrand(input: $input) { __typename } }', {
    input: { key, ...rest },
  });
  const { rows } = await stack.database.pool.query<{ id: string }>('SELECT id FROM brands WHERE key = $1', [key]);
  const brand = rows[0]!.id;
  const photo = await photoRow(stack.database, brand);
  return {
    key,
    brand,
    photo,
    plan: (state: PublicationState, more: object = {}) =>
      publicationRow(stack.database, { brand, photo, ...more }, state),
  };
}

/** Temporal when it has nothing to say of one workflow. */
const silentAbout = (workflowId: string) =>
  withCalls(stack.temporal, {
    describeWorkflowExecution: ((request: { execution: { workflowId: string } }) =>
      request.execution.workflowId === workflowId
        ? Promise.reject(new Error('There is no answer.'))
        : stack.temporal.service.describeWorkflowExecution(request)) as never,
  });

/** A run that goes on, as no worker takes it, and what it may ask. */
async function running(key: string) {
  const { id } = await stack.start('feedPublication', { brand: key });
  const { first, workflowId } = decodeRunId(id)!;
  const arbiter = createArbiter(stack.database, silentBus, stack.temporal.namespace);
  let asked = 0;
  return {
    id,
    row: { run: first, workflowId },
    asks: (name: string, choices: string[], show: object) =>
      arbiter.open(
        { first, workflowId, runId: first, workflow: 'feedPublication', at: new Date() },
        {
          name,
          sequence: asked++,
          question: 'Well?',
          choices,
          show: { ...show },
          deadline: null,
          onDeadline: null,
          capRun: null,
          labels: [`brand=${key}`],
        },
      ),
    terminate: () => ask(stack, 'mutation($id: ID!) { terminateRun(id: $id) { __typename } }', { id }),
  };
}

const unsure = ['IT_IS_LIVE', 'POST_IT', 'DROP_IT', 'CHECK_AGAIN'];
const result = `__typename ... on Publication { uuid state settledBy permalink failure approval { choice decidedBy } }
  ... on Error { code message }`;
const reconcile = (id: string, client: Client = operator) =>
  ask(
    client,
    `mutation { reconcilePublication(id: "Publication:${id}") { ${result} ... on PublicationNotOpenError { publication { state } } } }`,
  );
const settle = (id: string, verdict: string, client: Client = operator) =>
  ask(
    client,
    `mutation { settlePublication(id: "Publication:${id}", ${verdict}) { ${result} ... on InvalidInputError { issues { path } } } }`,
  );
const endRuns = (temporal = stack.temporal) => {
  const { database, settings } = stack;
  const log = createLog('silent');
  return createEndedRuns({ temporal, database, ledger: createLedger(database), settings, log })(
    new AbortController().signal,
  );
};

test('publications are listed next to their run, photo, approval and cost, and narrowed by what they are', async () => {
  const { key, brand, photo, plan } = await feed();
  const run = await running(key);
  const first = await plan('LIVE', { ...run.row, channel: 'FACEBOOK', caption: 'One' });
  const second = await plan('UNCONFIRMED', { ...run.row, caption: 'Two' });
  const other = await plan('FAILED', { photo: await photoRow(stack.database, brand), caption: 'Three' });
  const agreed = await run.asks('post', ['APPROVE', 'REJECT'], { caption: 'One' });
  const open = await run.asks('unconfirmed', unsure, { publication: second });
  const list = async (filter: string, client: Client = stack) => {
    const page = await ask(client, `{ publications(filter: { ${filter} }) { edges { node { uuid } } } }`);
    return (page as { edges: { node: { uuid: string } }[] }).edges.map(({ node }) => node.uuid);
  };
  const ofBrand = `brand: "${key}"`;
  expect(await list(ofBrand)).toEqual([other, second, first]);
  expect(await list(`${ofBrand}, channel: FACEBOOK`)).toEqual([first]);
  expect(await list(`${ofBrand}, states: [UNCONFIRMED, FAILED]`)).toEqual([other, second]);
  expect(await list(`run: "${run.id}"`)).toEqual([second, first]);
  expect(await list(`workflowId: "${run.row.workflowId}"`)).toEqual([second, first]);
  expect(await list(`photo: "Photo:${photo}"`)).toEqual([second, first]);
  expect(await list(`${ofBrand}, photo: "Photo:none"`)).toEqual([]);
  expect(await list(`${ofBrand}, from: "${new Date(Date.now() + 3_600_000).toISOString()}"`)).toEqual([]);
  expect(await list(`${ofBrand}, to: "${new Date(Date.now() - 3_600_000).toISOString()}"`)).toEqual([]);
  expect(await list(ofBrand, viewer)).toHaveLength(3);
  expect(await list(ofBrand, ofWorkflow), 'they are of another workflow').toEqual([]);

  const page = (after: string | null) =>
    ask(
      stack,
      `query($after: String) { publications(first: 2, after: $after, filter: { ${ofBrand} }) {
        edges { node { uuid } } pageInfo { hasNextPage endCursor } } }`,
      { after },
    );
  const one = (await page(null)) as { pageInfo: { endCursor: string } };
  expect(one).toMatchObject({ pageInfo: { hasNextPage: true } });
  expect(await page(one.pageInfo.endCursor)).toMatchObject({
    edges: [{ node: { uuid: first } }],
    pageInfo: { hasNextPage: false },
  });
  expect(await page('bm9uZQ')).toMatchObject({ code: 'INVALID_INPUT' });

  const fields = `id state channel caption altText attempts settledAt image runId brandKey brand { key } photo { uuid state }
    run { status } approval { id state choices } cost { usd calls }`;
  const shown = (await ask(stack, `{ publications(filter: { ${ofBrand} }) { edges { node { ${fields} } } } }`)) as {
    edges: { node: object }[];
  };
  expect(shown.edges.map(({ node }) => node)).toMatchObject([
    { caption: 'Three', state: 'FAILED', run: null, approval: null, cost: { usd: 0, calls: 0 } },
    {
      caption: 'Two',
      run: { status: 'RUNNING' },
      approval: { id: `Approval:${open}`, state: 'OPEN', choices: unsure },
      settledAt: null,
    },
    {
      id: `Publication:${first}`,
      caption: 'One',
      attempts: 1,
      runId: run.id,
      brand: { key },
      photo: { uuid: photo },
      approval: { id: `Approval:${agreed}` },
      image: expect.stringMatching(/publications\/a\.jpg\?.*X-Amz-Expires=900/) as string,
      settledAt: expect.any(String) as string,
    },
  ]);
  expect(await ask(stack, `{ node(id: "Publication:${first}") { __typename id } }`)).toEqual({
    __typename: 'Publication',
    id: `Publication:${first}`,
  });
  const byId = (client: Client, id: string) => ask(client, `{ publication(id: "Publication:${id}") { uuid } }`);
  expect(await byId(viewer, first)).toEqual({ uuid: first });
  expect(await byId(ofWorkflow, first)).toBeNull();
  expect(await byId(viewer, 'none')).toBeNull();
  const asViewer = await viewer.graphql(`{ publication(id: "Publication:${first}") { approval { id } caption } }`);
  expect(asViewer).toMatchObject({
    data: { publication: { approval: null, caption: 'One' } },
    errors: [{ extensions: { code: 'FORBIDDEN' } }],
  });
});

test('what nobody knows is looked at again by the run itself, once for all who ask', async () => {
  const { key, plan } = await feed();
  const run = await running(key);
  const id = await plan('UNCONFIRMED', run.row);
  const live = await plan('LIVE', { ...run.row, channel: 'FACEBOOK' });
  expect(await reconcile(id, viewer)).toMatchObject({ code: 'FORBIDDEN' });
  expect(await reconcile(id, ofWorkflow)).toMatchObject({ code: 'PUBLICATION_NOT_FOUND' });
  expect(await reconcile('none')).toMatchObject({ code: 'PUBLICATION_NOT_FOUND' });
  expect(await reconcile(live)).toMatchObject({ code: 'PUBLICATION_NOT_OPEN', publication: { state: 'LIVE' } });
  expect(await settle(id, 'choice: DROP_IT'), 'its run can be asked').toMatchObject({ code: 'PUBLICATION_NOT_OPEN' });

  await run.asks('unconfirmed', unsure, { publication: id });
  const answers = await Promise.all([reconcile(id), reconcile(id), reconcile(id)]);
  for (const answer of answers) {
    expect(answer).toMatchObject({
      uuid: id,
      state: 'UNCONFIRMED',
      approval: { choice: 'CHECK_AGAIN', decidedBy: expect.stringMatching(/^key:/) as string },
    });
  }
  await run.asks('unconfirmed', unsure, { publication: id });
  const approval = (await ask(stack, `{ publication(id: "Publication:${id}") { approval { id } } }`)) as {
    approval: { id: string };
  };
  await ask(stack, `mutation { decide(id: "${approval.approval.id}", choice: "POST_IT") { __typename } }`);
  expect(await reconcile(id)).toMatchObject({
    code: 'PUBLICATION_NOT_OPEN',
    message: expect.stringContaining('POST_IT') as string,
  });
});

test('what a run has left behind that was ended comes to a true state, and what is unsure is settled by a person', async () => {
  const { key, plan } = await feed();
  const [gone, goesOn] = [await running(key), await running((await feed()).key)];
  const left = {
    planned: await plan('PLANNED', { ...gone.row, channel: 'FACEBOOK' }),
    armed: await plan('ARMED', { run: randomUUID() }), // of a run that Temporal does not know
    sent: await plan('SENT', gone.row),
    young: await plan('ARMED', { run: randomUUID() }),
    under: await plan('SENT', goesOn.row),
  };
  await gone.asks('unconfirmed', unsure, { publication: left.sent });
  await gone.terminate();
  const stateOf = async (id: string) => ask(stack, `{ publication(id: "Publication:${id}") { state failure } }`);
  await stack.database.pool.query('ALTER TABLE publications DISABLE TRIGGER publications_check');
  await stack.database.pool.query(
    "UPDATE publications SET changed_at = now() - interval '2 minutes' WHERE id = ANY ($1)",
    [[left.planned, left.armed, left.sent, left.under]],
  );
  await stack.database.pool.query('ALTER TABLE publications ENABLE TRIGGER publications_check');
  webhook.got.length = 0;
  await expect(endRuns(silentAbout(goesOn.row.workflowId)), 'of one nobody knows').rejects.toThrow('no answer');
  expect(await stateOf(left.planned)).toEqual({ state: 'FAILED', failure: 'RUN_ENDED' });
  expect(await stateOf(left.armed)).toEqual({ state: 'FAILED', failure: 'RUN_ENDED' });
  expect(await stateOf(left.sent)).toEqual({ state: 'UNCONFIRMED', failure: 'RUN_ENDED' });
  expect(await stateOf(left.young), 'its worker may still be at it').toEqual({ state: 'ARMED', failure: null });
  expect(await stateOf(left.under)).toEqual({ state: 'SENT', failure: null });
  await endRuns();
  expect(await stateOf(left.under), 'its run goes on').toEqual({ state: 'SENT', failure: null });
  // The API looks, too, and one of the two tells. Of questions it tells as well.
  const told = () =>
    webhook.got.flatMap(({ body }) => (body.type === 'publication.finished' ? [body['publication']] : []));
  await waitFor('what is told of both runs', () => told().length >= 2);
  expect(told()).toHaveLength(2);
  expect(told()).toContainEqual(
    expect.objectContaining({
      failure: expect.objectContaining({ code: 'RUN_ENDED' }) as object,
      channels: [expect.objectContaining({ state: 'FAILED' }), expect.objectContaining({ state: 'UNCONFIRMED' })],
    }),
  );

  for (const again of [1, 2]) {
    expect(await reconcile(left.sent), `asked ${again} times`).toMatchObject({
      code: 'PUBLICATION_NOT_OPEN',
      message: expect.stringContaining('settlePublication') as string,
    });
  }
  const isLive = 'choice: IT_IS_LIVE, permalink: "https://instagram.example/p/1"';
  expect(await settle(left.sent, isLive, viewer)).toMatchObject({ code: 'FORBIDDEN' });
  expect(await settle(left.sent, isLive, ofWorkflow)).toMatchObject({ code: 'PUBLICATION_NOT_FOUND' });
  expect(await settle(left.sent, 'choice: IT_IS_LIVE, permalink: "here"')).toMatchObject({
    issues: [{ path: ['permalink'] }],
  });
  expect(await settle(left.sent, isLive)).toMatchObject({
    state: 'LIVE',
    permalink: 'https://instagram.example/p/1',
    settledBy: expect.stringMatching(/^key:/) as string,
    failure: null,
  });
  expect(await settle(left.sent, 'choice: DROP_IT')).toMatchObject({ code: 'PUBLICATION_NOT_OPEN' });
  const dropped = await plan('UNCONFIRMED', { run: randomUUID() });
  expect(await settle(dropped, 'choice: DROP_IT')).toMatchObject({ state: 'FAILED', failure: 'DROPPED' });
  const audit = await ask(stack, '{ auditLog(first: 1) { edges { node { action targets outcome } } } }');
  expect(audit).toMatchObject({
    edges: [
      {
        node: {
          action: 'settlePublication',
          targets: expect.arrayContaining([`Publication:${dropped}`]) as string[],
          outcome: 'OK',
        },
      },
    ],
  });
});

const connect = async (brand: string, kind: 'FACEBOOK' | 'INSTAGRAM', token: string, account?: string) => {
  noteSecret({ name: 'a token of a channel', value: token });
  const its = account ?? (kind === 'FACEBOOK' ? used.pageId : used.instagramId);
  const input = { brand, kind, account: its, token };
  const made = await ask(
    stack,
    'mutation($input: ConnectChannelInput!) { connectChannel(input: $input) { __typename } }',
    { input },
  );
  expect(made).toEqual({ __typename: 'Brand' });
};
const healthFields = `channels { channel { kind } name tokenValid tokenKnown tokenExpiresAt missingPermissions
  quota { used total left } problem checkedAt } photosLeft nextPost { at schedule { name } } lastPost { uuid }
  failedLastWeek unconfirmed monthlyBudgetLeftUsd`;
const health = (key: string, client: Client = viewer) =>
  ask(client, `{ brandHealth(key: "${key}") { ${healthFields} } }`);

test('the health of a brand says whether Meta takes its tokens, until when, and what is left', async () => {
  const { key, plan } = await feed();
  const { pageId, instagramId, meta } = used;
  const expiresAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000);
  const both = [pageId, instagramId];
  const lacking = meta.addToken(both, { permissions: ['instagram_basic', 'pages_read_engagement'], expiresAt });
  const well = meta.addToken(both);
  await connect(key, 'FACEBOOK', well);
  await connect(key, 'INSTAGRAM', lacking);
  const live = await plan('LIVE');
  await plan('FAILED');
  await plan('UNCONFIRMED');
  const seen = await health(key);
  expect(seen).toMatchObject({
    channels: [
      {
        channel: { kind: 'FACEBOOK' },
        name: 'Test',
        tokenValid: true,
        tokenExpiresAt: null,
        missingPermissions: [],
        quota: null,
        problem: null,
      },
      {
        channel: { kind: 'INSTAGRAM' },
        tokenValid: true,
        tokenKnown: true,
        tokenExpiresAt: expiresAt.toISOString(),
        missingPermissions: ['instagram_content_publish'],
        problem: expect.stringContaining('instagram_content_publish') as string,
      },
    ],
    photosLeft: 1,
    nextPost: null,
    lastPost: { uuid: live },
    failedLastWeek: 1,
    unconfirmed: 1,
    monthlyBudgetLeftUsd: null,
  });
  const asked = meta.requests.length;
  await health(key);
  expect(meta.requests.length, 'it is not asked again at once').toBe(asked);

  await connect(key, 'INSTAGRAM', well); // which is asked about anew
  expect(await health(key)).toMatchObject({
    channels: [{}, { quota: { used: 0, total: 50, left: 50 }, problem: null }],
  });
  expect(await ask(stack, '{ brandHealth(key: "none") { photosLeft } }')).toBeNull();
  expect(await health(key, ofWorkflow)).toMatchObject({ code: 'FORBIDDEN' });
  for (const text of [JSON.stringify(seen), readFileSync(stack.logFile, 'utf8')]) {
    for (const token of [well, lacking]) expect(text.includes(token)).toBe(false);
  }
});

test('a token that is not taken, and a Meta that does not answer, are problems and no errors', async () => {
  const { key } = await feed();
  const { meta, pageId } = used;
  const revoked = meta.addToken([pageId]);
  meta.revoke(revoked);
  await connect(key, 'FACEBOOK', revoked);
  const [refused] = (await health(key))['channels'] as object[];
  expect(refused).toMatchObject({ tokenValid: false, problem: expect.stringMatching(/token/i) as string });
  meta.script({ call: 'check', status: 503 });
  await connect(key, 'FACEBOOK', meta.addToken([pageId]));
  const [silent] = (await health(key))['channels'] as object[];
  expect(silent).toMatchObject({ tokenValid: null, tokenKnown: false, problem: expect.stringMatching(/./) as string });
  await stack.database.pool.query(
    "UPDATE channels SET state = 'RECONNECT', problem = 'It was revoked.' WHERE kind = 'FACEBOOK'",
  );
  const [known] = (await health(key))['channels'] as object[];
  expect(known).toMatchObject({ tokenValid: false, problem: expect.stringContaining('It was revoked.') as string });
});

interface CalendarAnswer {
  timeZone: string;
  complete: boolean;
  days: {
    date: string;
    entries: { kind: string; local: string; schedule?: { name: string }; publication?: { uuid: string } }[];
  }[];
}

const calendar = (of: string, month: string, more = '', client: Client = viewer) =>
  ask(
    client,
    `{ feedCalendar(brand: "${of}", month: "${month}" ${more}) { timeZone complete
      days { date entries { kind local schedule { name } publication { uuid } } } } }`,
  ) as Promise<unknown> as Promise<CalendarAnswer>;

test('the calendar of a brand has what was published, and when its schedules publish', async () => {
  const { key, plan } = await feed();
  const other = await feed();
  const schedule = async (cron: string, action: object, more: object = {}) => {
    const name = `test-${randomUUID()}`;
    const made = await ask(
      stack,
      'mutation($input: CreateScheduleInput!) { createSchedule(input: $input) { __typename ... on Error { message } } }',
      { input: { name, action, spec: { cron: [cron], timeZone: 'Europe/Amsterdam' }, ...more } },
    );
    expect(made).toEqual({ __typename: 'Schedule' });
    return name;
  };
  const daily = await schedule('0 9,18 * * *', { feedPublication: { brand: key } });
  await schedule('0 8 * * *', { feedPublication: { brand: key, dryRun: true } });
  await schedule('0 10 * * *', { photoImport: { brand: key } });
  const minutely = await schedule('* * * * *', { feedPublication: { brand: other.key } });
  const now = new Date();
  const monthAhead = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 2, 1)).toISOString().slice(0, 7);
  const ahead = await waitFor('the schedules to be listed', async () => {
    const seen = await calendar(key, monthAhead);
    return seen.days.some(({ entries }) => entries.length > 0) ? seen : undefined;
  });
  expect(ahead).toMatchObject({ timeZone: 'Europe/Amsterdam', complete: true });
  expect(ahead.days.length).toBeGreaterThanOrEqual(28);
  for (const { date, entries } of ahead.days) {
    expect(entries.map(({ kind, local, schedule: its }) => [kind, local.slice(0, 16), its?.name])).toEqual([
      ['SCHEDULED', `${date}T09:00`, daily],
      ['SCHEDULED', `${date}T18:00`, daily],
    ]);
  }
  expect(await health(key)).toMatchObject({ nextPost: { schedule: { name: daily } } });
  const many = await waitFor('the other schedule to be listed', async () => {
    const seen = await calendar(other.key, monthAhead, ', first: 10');
    return seen.days[0]!.entries.length > 0 ? seen : undefined;
  });
  expect(many.complete).toBe(false);
  expect(many.days[0]!.entries.map(({ schedule: its }) => its?.name)).toEqual(
    Array.from({ length: 10 }, () => minutely),
  );

  const id = await plan('LIVE');
  await stack.database.pool.query("UPDATE publications SET sent_at = '2026-02-28T23:30:00Z' WHERE id = $1", [id]);
  const march = await calendar(key, '2026-03');
  expect(march.days).toHaveLength(31);
  expect(march.days[0]).toEqual({
    date: '2026-03-01',
    entries: [{ kind: 'PUBLICATION', local: '2026-03-01T00:30:00+01:00', schedule: null, publication: { uuid: id } }],
  });
  expect(march.days.slice(1).every(({ entries }) => entries.length === 0)).toBe(true);
  const inUtc = await calendar(key, '2026-02', ', timeZone: "UTC"');
  expect(inUtc.days.at(-1)).toMatchObject({ date: '2026-02-28', entries: [{ publication: { uuid: id } }] });
  expect(await calendar(key, '2026-13')).toMatchObject({ code: 'INVALID_INPUT' });
  expect(await calendar(key, '2026-03', ', timeZone: "Mars"')).toMatchObject({ code: 'INVALID_INPUT' });
  expect(await calendar('none', '2026-03')).toBeNull();
  expect(await calendar(key, '2026-03', '', ofWorkflow)).toMatchObject({ code: 'FORBIDDEN' });
});
