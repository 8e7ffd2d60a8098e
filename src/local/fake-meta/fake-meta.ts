import { startFakeServer, type FakeApi } from '../fake-server/start.ts';
import type { FakeProvider, Step } from '../fake-server/script.ts';
import { createCheck } from './check.ts';
import { createClock } from './clock.ts';
import { createFacebook } from './facebook.ts';
import { createInstagram, type ContainerOptions } from './instagram.ts';
import { publicPosts } from './public-posts.ts';
import { graphError, refuse } from './refuse.ts';
import { callOf, checkAddress, readForm, type MetaCall, type MetaRequest } from './request.ts';
import { createStore } from './store.ts';
import { createTokens, type TokenOptions } from './tokens.ts';
import type { World } from './world.ts';

/** How a call is treated, instead of answered well at once. Errors have Meta's `code` and `subcode`, and status 400 unless given. */
interface MetaStep extends Step<MetaRequest>, ContainerOptions {
  /** Only this call. */
  call?: MetaCall;
  /** It is done only once this has come about, though the client may be gone by then. `delayMs` is how late the answer is. */
  actsOnce?: () => Promise<unknown>;
}

interface FakeMetaOptions {
  /** Default: a free one. */
  port?: number;
  /** How long every request takes, unless a step says otherwise. */
  delayMs?: number;
  /** How long a container is IN_PROGRESS; default 100. */
  processingMs?: number;
  /** Posts that an Instagram account may publish in 24 hours; default 50. */
  quota?: number;
}

interface Brand {
  name: string;
  /** Default: ids of its own. */
  pageId?: string;
  instagramId?: string;
}

export type FakeMeta = Awaited<ReturnType<typeof startFakeMeta>>;

/** Meta's Graph API as far as publishing goes, on loopback: pages and Instagram accounts whose posts nobody sees. */
export async function startFakeMeta({ port = 0, delayMs = 0, processingMs = 100, quota = 50 }: FakeMetaOptions = {}) {
  const clock = createClock();
  const store = createStore(clock);
  const tokens = createTokens(clock);
  const world: World = { clock, store, tokens, quota, processingMs };
  const check = createCheck(world);
  const facebook = createFacebook(world);
  const instagram = createInstagram(world);

  /** One object, by its id. */
  function read(request: MetaRequest) {
    const container = store.containers.get(request.id);
    if (container) return instagram.readContainer(container, request);
    const post = store.posts.get(request.id);
    if (post) return (post.channel === 'FACEBOOK' ? facebook : instagram).read(post, request);
    return check.account(request);
  }
  function insights(request: MetaRequest) {
    const post = store.posts.get(request.id);
    if (post?.channel !== 'INSTAGRAM') throw refuse(100, 33);
    return instagram.insights(post, request);
  }
  const calls: Record<MetaCall, (request: MetaRequest, step: MetaStep) => unknown> = {
    check: check.batch,
    uploadPhoto: facebook.uploadPhoto,
    publishPost: facebook.publishPost,
    listPosts: facebook.listPosts,
    createContainer: instagram.createContainer,
    publishContainer: instagram.publishContainer,
    listMedia: instagram.listMedia,
    publishingLimit: instagram.publishingLimit,
    insights,
    read,
  };

  const api: FakeApi<MetaRequest, MetaStep> = {
    basePath: '',
    maxBodyBytes: 32 * 1024 * 1024,
    requestHeader: 'x-fb-trace-id',
    headers: () => ({ 'facebook-api-version': 'v26.0', ...usageHeaders(0) }),
    async read({ path, method, query, headers, bytes }) {
      checkAddress(path, query, tokens.known());
      const { call, id } = callOf(method, path);
      const token = tokens.of(headers.authorization);
      const form = method === 'POST' ? await readForm(bytes, headers) : { fields: Object.fromEntries(query) };
      return { call, id, token, ...form };
    },
    async answer(request, step) {
      await step?.actsOnce?.();
      return { reply: { json: await calls[request.call](request, step ?? {}) } };
    },
    errorBody: graphError,
  };
  const server: FakeProvider<MetaRequest, MetaStep> = await startFakeServer(api, { port, delayMs });

  return {
    ...server,
    script: (...steps: MetaStep[]) => server.script(...steps.map(ofCall)),
    clock,
    /** A page with an Instagram account, and a token of the page that reaches both. */
    addBrand(
      { name, pageId = store.nextId('11'), instagramId = store.nextId('17841') }: Brand,
      options?: TokenOptions,
    ) {
      store.accounts.set(pageId, { id: pageId, channel: 'FACEBOOK', name });
      store.accounts.set(instagramId, {
        id: instagramId,
        channel: 'INSTAGRAM',
        name: name.toLowerCase().replaceAll(' ', '.'),
      });
      return { pageId, instagramId, token: tokens.add([pageId, instagramId], options) };
    },
    /** Another token for accounts that there are. */
    addToken: (accounts: readonly string[], options?: TokenOptions) => tokens.add(accounts, options),
    /** From now on the token is not taken; 460 means that the password was changed. */
    revoke: (token: string, subcode = 460) => tokens.revoke(token, subcode),
    /** What the public sees, oldest first. */
    public: () => publicPosts(store.posts.values()),
    /** What the public would see twice, had the second request not been refused. */
    repeats: () => publicPosts(store.repeats),
    /** Forgets posts, what led to them, requests, steps and the time; brands stay, and their tokens are taken again. */
    reset() {
      server.reset();
      store.clear();
      tokens.restore();
      clock.reset();
    },
  };
}

/** Says how soon calls are taken again, in minutes; 0: they are. */
export const usageHeaders = (minutes: number): Record<string, string> => {
  const used = { call_count: minutes > 0 ? 100 : 3, total_cputime: 1, total_time: 1 };
  const business = { type: 'pages', ...used, estimated_time_to_regain_access: minutes };
  return { 'x-app-usage': JSON.stringify(used), 'x-business-use-case-usage': JSON.stringify({ '1': [business] }) };
};

function ofCall({ call, when, ...step }: MetaStep): MetaStep {
  return {
    ...step,
    ...(step.error && { status: step.status ?? 400 }),
    when: (request) => (call === undefined || request.body?.call === call) && (when?.(request) ?? true),
  };
}
