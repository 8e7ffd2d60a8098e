import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import sharp from 'sharp';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { useFakeMeta } from '../../../test/fake-meta.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { usageHeaders } from '../../local/fake-meta/fake-meta.ts';
import type { TokenOptions } from '../../local/fake-meta/tokens.ts';
import { MetaError } from './meta-error.ts';
import { createMeta } from './meta.ts';

const used = useFakeMeta({ processingMs: 20 });
const version = 'v26.0';
const client = () => createMeta({ baseUrl: used.meta.url, version });
const page = (token = used.token) => client().page(token, used.pageId);
const instagram = (token = used.token) => client().instagram(token, used.instagramId);

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const other = (options: TokenOptions) => used.meta.addToken([used.pageId, used.instagramId], options);

const photos: Record<string, Buffer> = {};
const storage = createServer((request, response) => {
  const bytes = photos[new URL(request.url!, 'http://x').pathname.slice(1)];
  if (bytes) response.end(bytes);
  else if (request.url!.startsWith('/moved')) response.writeHead(302, { location: '/square' }).end();
  else response.writeHead(404).end();
});
let storageUrl: string;
const link = (name: string) => `${storageUrl}/${name}?X-Amz-Signature=canary-of-the-link`;
const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: 'teal' } });

beforeAll(async () => {
  storageUrl = await listen(storage);
  const large = await picture(1000, 1000).jpeg().toBuffer();
  Object.assign(photos, {
    square: await picture(400, 400).jpeg().toBuffer(),
    wide: await picture(400, 100).jpeg().toBuffer(),
    tall: await picture(100, 400).jpeg().toBuffer(),
    png: await picture(400, 400).png().toBuffer(),
    text: Buffer.from('no photo'),
    large: Buffer.concat([large, Buffer.alloc(8 * 1024 * 1024)]),
  });
  return () => void storage.close();
});
/** Whatever a test did, nothing of it left a token in an address. */
afterEach(() => expect(used.meta.requests.map(({ path }) => path).join()).not.toContain(used.token));

const caption = 'Vers uit de oven #brood';
const upload = () => page().uploadPhoto({ bytes: photos['square']!, altText: 'Brood' });
const post = async () => page().publish({ message: caption, photoId: (await upload()).id });
const container = (name = 'square', text = caption) =>
  instagram().createContainer({ imageUrl: link(name), caption: text, altText: 'Brood' });
const ready = async () => {
  const { id } = await container();
  await waitFor('the container', async () => (await instagram().container(id)).status === 'FINISHED');
  return id;
};
const failure = async (call: Promise<unknown>): Promise<MetaError> => {
  const error: unknown = await call.then(
    () => Promise.reject(new Error('It went well.')),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MetaError);
  expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(/EAA[0-9a-f]{20}|canary/);
  return error as MetaError;
};

describe('a page', () => {
  test('gets a photo that nobody sees, then a post of it', async () => {
    const { id: photoId } = await upload();
    expect(used.meta.public()).toEqual([]);
    const { id } = await page().publish({ message: caption, photoId });
    const [seen] = used.meta.public();
    expect(seen).toMatchObject({
      channel: 'FACEBOOK',
      account: used.pageId,
      caption,
      altText: 'Brood',
      times: 1,
      ids: [id],
    });
    const told = await page().post(id);
    expect(told).toEqual({
      id,
      message: caption,
      photos: [photoId],
      createdAt: expect.any(Date),
      permalink: expect.any(String),
    });
    const since = new Date(Date.now() - 60_000);
    expect(await page().posts({ since, limit: 10 })).toEqual([told]);
    expect(await page().posts({ since: new Date(Date.now() + 60_000), limit: 10 })).toEqual([]);
  });

  test('tells how people took to a post', async () => {
    const { id } = await post();
    used.meta.clock.advance(86_400_000);
    const { reach, ...rest } = await page().insights(id);
    expect(reach).toBeGreaterThan(100);
    const number = expect.any(Number);
    expect(rest).toEqual({ views: number, likes: number, comments: number, shares: number, saves: null });
  });

  test('says that a photo was posted already, without certainty that it was by this call', async () => {
    const { id: photoId } = await upload();
    await page().publish({ message: caption, photoId });
    const error = await failure(page().publish({ message: caption, photoId }));
    expect(error).toMatchObject({ kind: 'DUPLICATE', acted: 'UNKNOWN', code: 100, subcode: 1366051 });
    expect(used.meta.public()).toMatchObject([{ times: 1 }]);
  });

  test('refuses what is no photo', async () => {
    const error = await failure(page().uploadPhoto({ bytes: photos['text']!, altText: '' }));
    expect(error).toMatchObject({ kind: 'REFUSED', acted: 'NO', code: 324, retryAfterMs: null });
  });
});

describe('an Instagram account', () => {
  test('gets a container, which becomes a post once it is ready', async () => {
    used.meta.script({ call: 'createContainer', processingMs: 60_000 });
    const { id } = await container();
    expect(await instagram().container(id)).toEqual({ status: 'IN_PROGRESS', subcode: null });
    expect(await failure(instagram().publish(id))).toMatchObject({
      kind: 'NOT_READY',
      acted: 'NO',
      retryAfterMs: 10_000,
    });
    used.meta.clock.advance(60_000);
    expect(await instagram().container(id)).toEqual({ status: 'FINISHED', subcode: null });
    expect(used.meta.public()).toEqual([]);
    const published = await instagram().publish(id);
    expect(await instagram().container(id)).toMatchObject({ status: 'PUBLISHED' });
    const told = await instagram().post(published.id);
    expect(told).toEqual({ id: published.id, caption, createdAt: expect.any(Date), permalink: expect.any(String) });
    expect(await instagram().media({ limit: 5 })).toEqual([told]);
    expect(used.meta.public()).toMatchObject([{ channel: 'INSTAGRAM', caption, altText: 'Brood', times: 1 }]);
  });

  test('publishes a container once', async () => {
    const id = await ready();
    await instagram().publish(id);
    expect(await failure(instagram().publish(id))).toMatchObject({ kind: 'EXPIRED', acted: 'UNKNOWN' });
    expect(used.meta.public()).toMatchObject([{ times: 1 }]);
    expect(used.meta.repeats()).toMatchObject([{ caption }]);
  });

  test('loses a container after a day', async () => {
    const id = await ready();
    used.meta.clock.advance(86_400_000);
    expect(await instagram().container(id)).toMatchObject({ status: 'EXPIRED' });
    expect(await failure(instagram().publish(id))).toMatchObject({ kind: 'EXPIRED', acted: 'NO', subcode: 2207020 });
  });

  test('says why a container failed', async () => {
    used.meta.script({ call: 'createContainer', containerFailsWith: 2207032, processingMs: 0 });
    const { id } = await container();
    expect(await instagram().container(id)).toEqual({ status: 'ERROR', subcode: 2207032 });
  });

  test('tells how much may be published, and that there is no more', async () => {
    expect(await instagram().publishingLimit()).toEqual({ used: 0, total: 50, windowMs: 86_400_000 });
    await instagram().publish(await ready());
    expect(await instagram().publishingLimit()).toMatchObject({ used: 1 });
    used.meta.script({ call: 'publishContainer', error: { code: 9, subcode: 2207042 } });
    const error = await failure(instagram().publish(await ready()));
    expect(error).toMatchObject({ kind: 'LIMIT', acted: 'NO', retryAfterMs: 3_600_000 });
    used.meta.clock.advance(86_400_001);
    expect(await instagram().publishingLimit()).toMatchObject({ used: 0 });
  });

  test('tells how people took to a post', async () => {
    const { id } = await instagram().publish(await ready());
    const told = await instagram().insights(id);
    expect(told).toEqual({ reach: 0, views: 0, likes: 0, comments: 0, shares: 0, saves: 0 });
  });

  test.each([
    ['png', caption, 'REFUSED', 2207005],
    ['wide', caption, 'REFUSED', 2207009],
    ['tall', caption, 'REFUSED', 2207009],
    ['large', caption, 'REFUSED', 2207004],
    ['text', caption, 'REFUSED', 2207005],
    ['missing', caption, 'BUSY', 2207052],
    ['moved', caption, 'BUSY', 2207052],
    ['square', 'x'.repeat(2201), 'REFUSED', 2207010],
    ['square', '#a '.repeat(31), 'REFUSED', 2207010],
    ['square', '@a '.repeat(21), 'REFUSED', 2207040],
  ] as const)('refuses the photo %s with %.8j: %s', async (name, text, kind, subcode) => {
    expect(await failure(container(name, text))).toMatchObject({ kind, subcode, acted: 'NO' });
  });
});

describe('a token', () => {
  const expiresAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 60_000);

  test('is checked with the account, for how long it is valid and what it may', async () => {
    const lasting = {
      expiresAt: null,
      dataAccessExpiresAt: null,
      permissions: expect.arrayContaining(['pages_manage_posts']),
    };
    expect(await page().check()).toEqual({ name: 'Test', token: lasting });
    expect(await instagram().check()).toEqual({ name: 'test', token: lasting });
    expect(await page(other({ expiresAt })).check()).toMatchObject({ token: { expiresAt } });
    expect(await page(other({ tellsItself: false })).check()).toEqual({ name: 'Test', token: null });
    expect(used.meta.requests.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  test('that has expired, was revoked or never was one is not taken', async () => {
    const [late, revoked] = [other({ expiresAt: new Date(0) }), other({})];
    used.meta.revoke(revoked);
    const unknown = `EAA${'0'.repeat(40)}`;
    for (const [token, subcode] of [
      [late, 463],
      [revoked, 460],
      [unknown, null],
    ] as const) {
      for (const call of [page(token).check(), instagram(token).publish('1')]) {
        expect(await failure(call)).toMatchObject({
          kind: 'TOKEN',
          code: 190,
          subcode,
          acted: 'NO',
          retryAfterMs: null,
        });
      }
    }
  });

  test('of a person cannot post to a page, nor one without the permission, nor one of another page', async () => {
    const refused = { kind: 'PERMISSION', acted: 'NO', retryAfterMs: null };
    expect(await failure(page(other({ kind: 'USER' })).publish({ message: '', photoId: '1' }))).toMatchObject({
      ...refused,
      code: 210,
    });
    const reading = other({ permissions: ['pages_show_list', 'pages_read_engagement', 'instagram_basic'] });
    expect(await failure(page(reading).publish({ message: '', photoId: '1' }))).toMatchObject({
      ...refused,
      code: 200,
    });
    expect(await failure(instagram(reading).publish('1'))).toMatchObject({ ...refused, code: 10 });
    const { token } = used.meta.addBrand({ name: 'Another' });
    expect(await failure(page(token).publish({ message: '', photoId: '1' }))).toMatchObject({
      kind: 'REFUSED',
      code: 100,
      subcode: 33,
    });
  });

  test('is in no address, and in one header', async () => {
    await Promise.all([post(), page().check(), instagram().media({ limit: 1 }), ready()]);
    for (const { headers } of used.meta.requests) {
      const { authorization, ...rest } = headers;
      expect(authorization).toBe(`Bearer ${used.token}`);
      expect(JSON.stringify(rest)).not.toContain(used.token);
    }
    expect(used.meta.requests.length).toBeGreaterThan(5);
  });
});

describe('publishing', () => {
  /** What becomes of both channels' call that makes public. */
  const both = [
    ['publishPost', async () => page().publish({ message: caption, photoId: (await upload()).id })],
    ['publishContainer', async () => instagram().publish(await ready())],
  ] as const;

  describe.each(both)('%s', (call, publish) => {
    const asked = () => used.meta.requests.filter(({ body }) => body?.call === call).length;

    test.each([
      ['the answer is lost after it acted', { drop: 'after' }, { kind: 'BUSY', acted: 'UNKNOWN' }, 1],
      ['half of an answer', { malformed: true }, { kind: 'UNKNOWN', acted: 'UNKNOWN' }, 1],
      ['the connection breaks before it acts', { drop: 'before' }, { kind: 'BUSY', acted: 'UNKNOWN' }, 0],
      ['5xx before it acts', { status: 503 }, { kind: 'BUSY', acted: 'UNKNOWN' }, 0],
      ['5xx after it acted', { status: 500, acted: true }, { kind: 'BUSY', acted: 'UNKNOWN' }, 1],
      ['spam', { error: { code: 4, subcode: 2207051 } }, { kind: 'BLOCKED', acted: 'UNKNOWN' }, 0],
      [
        'spam, though it acted',
        { error: { code: 4, subcode: 2207051 }, acted: true },
        { kind: 'BLOCKED', acted: 'UNKNOWN' },
        1,
      ],
      ['a failure of no kind', { error: { code: 1 } }, { kind: 'BUSY', acted: 'UNKNOWN' }, 0],
      ['a code that is new', { error: { code: 99, subcode: 7 } }, { kind: 'UNKNOWN', acted: 'UNKNOWN' }, 0],
      [
        'a new code of Instagram',
        { error: { code: 9, subcode: 2207999 } },
        { kind: 'UNKNOWN', acted: 'UNKNOWN', retryAfterMs: null },
        0,
      ],
      [
        'a new code below a known one',
        { error: { code: 200, subcode: 5 } },
        { kind: 'PERMISSION', acted: 'UNKNOWN' },
        0,
      ],
      ['the same as before', { error: { code: 506 } }, { kind: 'DUPLICATE', acted: 'UNKNOWN' }, 0],
      ['a token that has expired', { error: { code: 190, subcode: 463 } }, { kind: 'TOKEN', acted: 'NO' }, 0],
      ['a certain no with status 500', { status: 500, error: { code: 190 } }, { kind: 'TOKEN', acted: 'UNKNOWN' }, 0],
      [
        'too many calls',
        { error: { code: 32 }, headers: usageHeaders(19) },
        { kind: 'LIMIT', acted: 'NO', retryAfterMs: 1_140_000 },
        0,
      ],
    ] as const)('%s', async (_, step, expected, seen) => {
      used.meta.script({ call, ...step });
      expect(await failure(publish())).toMatchObject(expected);
      expect(used.meta.public()).toHaveLength(seen);
      expect(asked()).toBe(1); // never a second time by itself
    });

    test('ends at the deadline, when nobody knows whether it acted', async () => {
      const prepared = call === 'publishPost' ? (await upload()).id : await ready();
      used.meta.script({ call, delayMs: 60_000 });
      const options = { deadlineMs: 50 };
      const late =
        call === 'publishPost'
          ? page().publish({ message: caption, photoId: prepared }, options)
          : instagram().publish(prepared, options);
      const error = await failure(late);
      expect(error).toMatchObject({ kind: 'BUSY', acted: 'UNKNOWN', message: expect.stringContaining('0.05 s') });
    });

    test('ends by its signal: before it is sent with the reason, later without certainty', async () => {
      const prepared = call === 'publishPost' ? (await upload()).id : await ready();
      used.meta.script({ call, delayMs: 60_000 });
      const abort = new AbortController();
      const go = () =>
        call === 'publishPost'
          ? page().publish({ message: caption, photoId: prepared }, abort)
          : instagram().publish(prepared, abort);
      const ended = failure(go());
      await waitFor('the request', () => asked() === 1);
      abort.abort(new Error('shut down'));
      expect(await ended).toMatchObject({ kind: 'BUSY', acted: 'UNKNOWN' });
      await expect(go()).rejects.toThrow('shut down');
      expect(asked()).toBe(1);
    });
  });

  test('is certain to have done nothing where nothing was reached', async () => {
    const nobody = createServer();
    const baseUrl = await listen(nobody);
    await new Promise((resolve) => nobody.close(resolve));
    const error = await failure(createMeta({ baseUrl, version }).instagram(used.token, '1').publish('1'));
    expect(error).toMatchObject({ kind: 'BUSY', acted: 'NO', message: expect.stringContaining('was not reached') });
  });

  test('is done where the answer is whole and no error, whatever it says', async () => {
    const odd = createServer((_, response) => response.end('{"ok":true}'));
    const meta = createMeta({ baseUrl: await listen(odd), version });
    expect(await failure(meta.instagram(used.token, '1').publish('1'))).toMatchObject({
      kind: 'UNKNOWN',
      acted: 'YES',
    });
    expect(await failure(meta.instagram(used.token, '1').container('1'))).toMatchObject({
      kind: 'UNKNOWN',
      acted: 'NO',
    });
    odd.close();
  });

  test('follows no redirect', async () => {
    let asked = 0;
    const moved = createServer((_, response) => {
      asked += 1;
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    const meta = createMeta({ baseUrl: await listen(moved), version });
    expect(await failure(meta.page(used.token, '1').publish({ message: '', photoId: '1' }))).toMatchObject({
      acted: 'UNKNOWN',
    });
    expect(asked).toBe(1);
    moved.close();
  });

  test('is refused here for what is no id', async () => {
    const wrong = client().page(used.token, '../me');
    for (const call of [wrong.publish({ message: '', photoId: '1' }), wrong.check()]) {
      expect(await failure(call)).toMatchObject({ kind: 'REFUSED', acted: 'NO' });
    }
    expect(used.meta.requests).toEqual([]);
  });
});

test('a read ends by its signal with the reason', async () => {
  used.meta.script({ delayMs: 60_000 });
  const abort = new AbortController();
  const ended = expect(instagram().media({ limit: 1 }, abort)).rejects.toThrow('enough');
  await waitFor('the request', () => used.meta.requests.length === 1);
  abort.abort(new Error('enough'));
  await ended;
});

test('what only prepares makes nothing public, whatever becomes of it', async () => {
  used.meta.script({ call: 'uploadPhoto', drop: 'after' }, { call: 'createContainer', status: 500, acted: true });
  expect(await failure(upload())).toMatchObject({ kind: 'BUSY', acted: 'NO' });
  expect(await failure(container())).toMatchObject({ kind: 'BUSY', acted: 'NO' });
});
