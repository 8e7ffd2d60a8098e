import * as z from 'zod';
import { limitOf, pickFields, timeOf } from './fields.ts';
import { fetchPhoto } from './fetch-photo.ts';
import { insightsOf } from './insights.ts';
import { facebookPhoto } from './photo.ts';
import { refuse } from './refuse.ts';
import type { MetaRequest } from './request.ts';
import type { Post } from './store.ts';
import type { World } from './world.ts';

const attached = z.object({ media_fbid: z.string() });

/** Calls of a page. */
export function createFacebook({ clock, store, tokens }: World) {
  function publish(page: string, message: string, photoId: string): Post {
    const found = store.photos.get(photoId);
    if (!found || found.page !== page) throw refuse(100, undefined, 'There is no such photo of this page.');
    const id = `${page}_${store.nextId('13')}`;
    const { photo, altText } = found;
    const at = clock.now();
    const post: Post = { id, channel: 'FACEBOOK', account: page, caption: message, altText, photo, from: photoId, at };
    if (found.post !== null) {
      store.repeats.push(post);
      throw refuse(100, 1366051);
    }
    found.post = id;
    store.posts.set(id, post);
    return post;
  }

  return {
    async uploadPhoto({ id: page, fields, source, token }: MetaRequest) {
      tokens.require(token, page, 'pages_manage_posts', true);
      const bytes = source ?? (fields['url'] === undefined ? undefined : await fetchPhoto(fields['url']));
      const photo = await facebookPhoto(bytes);
      const id = store.nextId('12');
      const altText = fields['alt_text_custom'] ?? '';
      store.photos.set(id, { id, page, altText, photo, post: null });
      if (fields['published'] === 'false') return { id };
      return { id, post_id: publish(page, fields['caption'] ?? '', id).id };
    },

    publishPost({ id: page, fields, token }: MetaRequest) {
      tokens.require(token, page, 'pages_manage_posts', true);
      const named = Object.entries(fields).filter(([name]) => /^attached_media\[\d+\]$/.test(name));
      if (named.length !== 1) throw refuse(100, undefined, 'Here a post has one photo, in attached_media[0].');
      return { id: publish(page, fields['message'] ?? '', photoIn(named[0]![1])).id };
    },

    listPosts({ id: page, fields, token }: MetaRequest) {
      tokens.require(token, page, 'pages_read_engagement', true);
      const since = Number(fields['since'] ?? 0) * 1000;
      const posts = store.postsOf(page).filter(({ at }) => at >= since);
      return { data: posts.slice(0, limitOf(fields['limit'])).map((post) => pickFields(fields['fields'], seen(post))) };
    },

    read(post: Post, { fields, token }: MetaRequest) {
      tokens.require(token, post.account, 'pages_read_engagement');
      if (fields['fields']?.includes('insights')) tokens.require(token, post.account, 'read_insights', true);
      const { reach, views, likes, comments, shares } = insightsOf(post, clock.now());
      const values = { post_total_media_view_unique: reach, post_media_view: views };
      return pickFields(fields['fields'], {
        ...seen(post),
        reactions: total(likes),
        comments: total(comments),
        shares: shares > 0 ? { count: shares } : undefined,
        insights: {
          data: Object.entries(values).map(([name, value]) => ({ name, period: 'lifetime', values: [{ value }] })),
        },
      });
    },
  };
}

function photoIn(text: string): string {
  try {
    return attached.parse(JSON.parse(text)).media_fbid;
  } catch {
    throw refuse(100, undefined, 'attached_media[0] is not {"media_fbid":"..."}.');
  }
}

const seen = ({ id, caption, at, from }: Post) => ({
  id,
  message: caption,
  created_time: timeOf(at),
  permalink_url: `https://www.facebook.example/${id.replace('_', '/posts/')}`,
  attachments: { data: [{ target: { id: from } }] },
});

const total = (count: number) => ({ data: [], summary: { total_count: count } });
