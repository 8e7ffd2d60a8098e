import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { useFakeMeta } from '../../../test/fake-meta.ts';
import { waitFor } from '../../../test/wait-for.ts';

const used = useFakeMeta({ quota: 1 });
let photo: Buffer;
const storage = createServer((_, response) => response.end(photo));
beforeAll(async () => {
  photo = await sharp({ create: { width: 320, height: 320, channels: 3, background: 'teal' } })
    .jpeg()
    .toBuffer();
  storage.listen(0, '127.0.0.1');
  await once(storage, 'listening');
  return () => void storage.close();
});
/** One that is ready at once. */
async function container(): Promise<string> {
  const address = `http://127.0.0.1:${(storage.address() as AddressInfo).port}/photo.jpg`;
  used.meta.script({ call: 'createContainer', processingMs: 0 });
  const { body } = await post(`/v26.0/${used.instagramId}/media`, { image_url: address, caption: 'Brood' });
  return body.id!;
}
const authorization = () => ({ authorization: `Bearer ${used.token}` });
const get = async (path: string, headers: Record<string, string> = authorization()) => {
  const response = await fetch(`${used.meta.url}${path}`, { headers });
  return { status: response.status, headers: response.headers, body: (await response.json()) as { error?: object } };
};
const post = async (path: string, form: Record<string, string> = {}, headers: object = {}) => {
  const init = { method: 'POST', headers: { ...authorization(), ...headers }, body: new URLSearchParams(form) };
  const response = await fetch(`${used.meta.url}${path}`, init);
  return { status: response.status, body: (await response.json()) as { error?: object; id?: string } };
};
const error = (code: number, error_subcode?: number) => ({
  status: 400,
  body: { error: { code, ...(error_subcode && { error_subcode }), fbtrace_id: expect.any(String) } },
});

test('a token in an address is refused with an error of its own, so that it is noticed', async () => {
  const leak = { status: 400, body: { error: { type: 'FakeMetaLeak', code: 1_000_001 } } };
  for (const path of [
    `/v26.0/${used.pageId}?access_token=anything`,
    `/v26.0/debug_token?input_token=anything`,
    `/v26.0/${used.pageId}?fields=${used.token}`,
    `/v26.0/${used.token}`,
  ]) {
    expect(await get(path)).toMatchObject(leak);
  }
});

test('what the real one does not have is refused as there', async () => {
  expect(await get(`/${used.pageId}`)).toMatchObject(error(2500));
  expect(await get(`/v99.0/${used.pageId}`)).toMatchObject(error(2500));
  expect(await get(`/v26.0/${used.pageId}`, {})).toMatchObject(error(2500));
  expect(await get(`/v26.0/${used.pageId}/elsewhere`)).toMatchObject(error(100, 33));
  expect(await get(`/v26.0/999`)).toMatchObject(error(100, 33));
  expect(await get(`/v26.0/${used.pageId}?fields=name,no_such`)).toMatchObject(error(100));
  expect(await get(`/v26.0/${used.pageId}/published_posts?limit=101`)).toMatchObject(error(100));
  expect(await post(`/v26.0/${used.pageId}/published_posts`)).toMatchObject(error(100, 33));
  expect(await post(`/v26.0/${used.pageId}/feed`, { message: 'text only' })).toMatchObject(error(100));
  expect(await post(`/v26.0/${used.instagramId}/media`, { caption: 'no photo' })).toMatchObject(error(100));
  expect(await post(`/v26.0/`, { batch: '[{"method":"POST","relative_url":"x"}]' })).toMatchObject(error(100));
});

test('fields are given where they are asked for, and each answer says how much is used', async () => {
  const { body, headers } = await get(`/v26.0/${used.pageId}?fields=name`);
  expect(body).toEqual({ id: used.pageId, name: 'Test' });
  expect((await get(`/v26.0/${used.pageId}`)).body).toEqual({ id: used.pageId });
  expect(JSON.parse(headers.get('x-app-usage')!)).toMatchObject({ call_count: expect.any(Number) });
  expect(headers.get('x-business-use-case-usage')).toContain('"estimated_time_to_regain_access":0');
});

test('steps serve the calls they name, as often as they say', async () => {
  used.meta.script({ call: 'listMedia', error: { code: 4 }, times: 2 }, { call: 'read', status: 503 });
  const statuses = [];
  for (const path of ['', '/media', '/media', '/media', '']) {
    statuses.push((await get(`/v26.0/${used.instagramId}${path}`)).status);
  }
  expect(statuses).toEqual([503, 400, 400, 200, 200]);
});

test('what acts late acts though nobody waits any more', async () => {
  const { meta, pageId } = used;
  const form = new FormData();
  form.set('published', 'false');
  form.set('source', new Blob([new Uint8Array(photo)]), 'photo.jpg');
  const init = { method: 'POST', headers: authorization(), body: form };
  const { id } = (await (await fetch(`${meta.url}/v26.0/${pageId}/photos`, init)).json()) as { id: string };
  const told = new EventEmitter();
  meta.script({ call: 'publishPost', actsOnce: () => once(told, 'act') });
  const asked = post(`/v26.0/${pageId}/feed`, {
    message: 'late',
    'attached_media[0]': JSON.stringify({ media_fbid: id }),
  });
  const gone = expect(asked).rejects.toThrow();
  await waitFor('the request', () => meta.requests.at(-1)?.body?.call === 'publishPost');
  meta.disconnect();
  await gone;
  await waitFor('nobody to wait any more', () => meta.requests.at(-1)?.outcome === 'left');
  expect(meta.public()).toEqual([]);
  told.emit('act');
  await waitFor('the post', () => meta.public().length === 1);
});

test('an account publishes as much as it may in 24 hours, by the time there', async () => {
  const { meta, instagramId } = used;
  meta.script({ call: 'publishContainer', error: { code: 24, subcode: 2207008 } });
  expect(await post(`/v26.0/${instagramId}/media_publish`, { creation_id: '1' })).toMatchObject(error(24, 2207008));
  const limit = async () =>
    (await get(`/v26.0/${instagramId}/content_publishing_limit?fields=quota_usage,config`)).body;
  expect(await limit()).toEqual({ data: [{ quota_usage: 0, config: { quota_total: 1, quota_duration: 86_400 } }] });
  expect(await post(`/v26.0/${instagramId}/media_publish`, { creation_id: await container() })).toMatchObject({
    status: 200,
  });
  expect(await post(`/v26.0/${instagramId}/media_publish`, { creation_id: await container() })).toMatchObject(
    error(9, 2207042),
  );
  const waiting = await container();
  meta.clock.advance(23 * 3_600_000);
  expect(await post(`/v26.0/${instagramId}/media_publish`, { creation_id: waiting })).toMatchObject(error(9, 2207042));
  meta.clock.advance(3_600_000 - 60_000);
  const later = await container();
  meta.clock.advance(120_000);
  expect(await post(`/v26.0/${instagramId}/media_publish`, { creation_id: later })).toMatchObject({ status: 200 });
});

test('a reset forgets what was posted, not who posts', async () => {
  used.meta.revoke(used.token);
  expect(await get(`/v26.0/${used.pageId}`)).toMatchObject(error(190, 460));
  used.meta.reset();
  expect(await get(`/v26.0/${used.pageId}`)).toMatchObject({ status: 200 });
  expect(used.meta.requests).toHaveLength(1);
});
