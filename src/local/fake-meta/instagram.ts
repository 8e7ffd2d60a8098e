import { limitOf, pickFields, timeOf } from './fields.ts';
import { fetchPhoto } from './fetch-photo.ts';
import { insightsOf } from './insights.ts';
import { checkCaption, instagramPhoto } from './photo.ts';
import { refuse } from './refuse.ts';
import type { MetaRequest } from './request.ts';
import type { Container, Post } from './store.ts';
import type { World } from './world.ts';

const day = 86_400;

/** How a container is made, besides as it should be. */
export interface ContainerOptions {
  /** How long it is IN_PROGRESS. */
  processingMs?: number;
  /** Then it is in ERROR, with this subcode. */
  containerFailsWith?: number;
}

/** Calls of an Instagram account. */
export const createInstagram = ({ clock, store, tokens, quota, processingMs: usualMs }: World) => ({
  async createContainer({ id: account, fields, token }: MetaRequest, options: ContainerOptions) {
    tokens.require(token, account, 'instagram_content_publish');
    const { image_url: address, caption = '', alt_text: altText = '' } = fields;
    if (!address) throw refuse(100, undefined, 'image_url is missing.');
    checkCaption(caption);
    const photo = await instagramPhoto(await fetchPhoto(address));
    const { processingMs = usualMs, containerFailsWith: failsWith = null } = options;
    const id = store.nextId('178');
    const createdAt = clock.now();
    const readyAt = createdAt + processingMs;
    store.containers.set(id, { id, account, caption, altText, photo, createdAt, readyAt, failsWith, post: null });
    return { id };
  },

  readContainer(container: Container, { fields, token }: MetaRequest) {
    tokens.require(token, container.account, 'instagram_basic');
    const code = store.statusOf(container);
    const status =
      code === 'ERROR' ? `Error: the upload has failed with error code ${container.failsWith}` : `${code}: made up.`;
    return pickFields(fields['fields'], { id: container.id, status_code: code, status });
  },

  publishContainer({ id: account, fields, token }: MetaRequest) {
    tokens.require(token, account, 'instagram_content_publish');
    const container = store.containers.get(fields['creation_id'] ?? '');
    if (!container || container.account !== account) throw refuse(24, 2207008);
    const status = store.statusOf(container);
    if (status === 'IN_PROGRESS') throw refuse(9007, 2207027);
    if (status === 'EXPIRED') throw refuse(-2, 2207020);
    if (status === 'ERROR') throw refuse(24, 2207008);
    const { caption, altText, photo } = container;
    const from = container.id;
    const post: Post = {
      id: store.nextId('179'),
      channel: 'INSTAGRAM',
      account,
      caption,
      altText,
      photo,
      from,
      at: clock.now(),
    };
    if (container.post !== null) {
      // What the real one says then is not documented; that nothing becomes public twice is.
      store.repeats.push(post);
      throw refuse(24, 2207008);
    }
    if (store.publishedToday(account) >= quota) throw refuse(9, 2207042);
    container.post = post.id;
    store.posts.set(post.id, post);
    return { id: post.id };
  },

  listMedia({ id: account, fields, token }: MetaRequest) {
    tokens.require(token, account, 'instagram_basic');
    const posts = store.postsOf(account).slice(0, limitOf(fields['limit']));
    return { data: posts.map((post) => pickFields(fields['fields'], seen(post))) };
  },

  read(post: Post, { fields, token }: MetaRequest) {
    tokens.require(token, post.account, 'instagram_basic');
    return pickFields(fields['fields'], seen(post));
  },

  publishingLimit({ id: account, fields, token }: MetaRequest) {
    tokens.require(token, account, 'instagram_content_publish');
    const all = { quota_usage: store.publishedToday(account), config: { quota_total: quota, quota_duration: day } };
    const { id: _, ...told } = pickFields(fields['fields'], { ...all, id: undefined });
    return { data: [told] };
  },

  insights(post: Post, { fields, token }: MetaRequest) {
    tokens.require(token, post.account, 'instagram_manage_insights');
    const values: Record<string, number> = insightsOf(post, clock.now());
    const names = (fields['metric'] ?? '').split(',');
    const unknown = names.find((name) => values[name] === undefined);
    if (unknown !== undefined) throw refuse(100, undefined, `metric ${unknown} is none of media.`);
    return { data: names.map((name) => ({ name, period: 'lifetime', values: [{ value: values[name] }] })) };
  },
});

const seen = ({ id, caption, at }: Post) => ({
  id,
  caption,
  timestamp: timeOf(at),
  permalink: `https://www.instagram.example/p/${id}/`,
});
