import * as z from 'zod';
import { checkAccount } from './check-account.ts';
import { id, made, time } from './fields.ts';
import type { CallOptions, Graph } from './graph.ts';
import { metrics, type MetaInsights } from './insights.ts';

/** A post of a page, as the public sees it. */
export interface PagePost {
  id: string;
  message: string;
  createdAt: Date;
  permalink: string | null;
  /** Ids of the photos in it. */
  photos: string[];
}

const target = z.object({ target: z.object({ id: id.optional() }).optional() });
const post = z
  .object({
    id,
    message: z.string().default(''),
    created_time: time,
    permalink_url: z.string().optional(),
    attachments: z
      .object({ data: z.array(target.extend({ subattachments: z.object({ data: z.array(target) }).optional() })) })
      .optional(),
  })
  .transform(({ attachments, ...told }): PagePost => {
    const attached = attachments?.data.flatMap(({ subattachments, ...one }) => [one, ...(subattachments?.data ?? [])]);
    return {
      id: told.id,
      message: told.message,
      createdAt: told.created_time,
      permalink: told.permalink_url ?? null,
      photos: (attached ?? []).flatMap((one) => one.target?.id ?? []),
    };
  });
const postFields = 'id,message,created_time,permalink_url,attachments{target{id},subattachments{target{id}}}';

const summary = z.object({ summary: z.object({ total_count: z.number() }) }).optional();
const reactions = z.object({
  reactions: summary,
  comments: summary,
  shares: z.object({ count: z.number() }).optional(),
  insights: metrics.optional(),
});

export type MetaPage = ReturnType<typeof createPage>;

/** A Facebook page, by its own token. */
export const createPage = (call: Graph, token: string, pageId: string) => ({
  /** Whether the token is taken, and until when. */
  check: (options?: CallOptions) => checkAccount(call, token, { id: pageId, nameField: 'name' }, options),

  /** Uploads a JPEG that nobody sees until a post has it. Gives its id. */
  uploadPhoto(
    { bytes, altText }: { bytes: Uint8Array; altText: string },
    options?: CallOptions,
  ): Promise<{ id: string }> {
    const source = new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' });
    const form = { published: 'false', alt_text_custom: altText, source };
    return call(token, { path: [pageId, 'photos'], form, answer: made }, options);
  },

  /** Makes a post of an uploaded photo, public at once. Gives its id. */
  publish({ message, photoId }: { message: string; photoId: string }, options?: CallOptions): Promise<{ id: string }> {
    const form = { message, 'attached_media[0]': JSON.stringify({ media_fbid: photoId }) };
    return call(token, { path: [pageId, 'feed'], form, publishes: true, answer: made }, options);
  },

  /** The newest posts since then, newest first; at most 100. */
  posts({ since, limit }: { since: Date; limit: number }, options?: CallOptions): Promise<PagePost[]> {
    const query = { fields: postFields, since: `${Math.floor(since.getTime() / 1000)}`, limit: `${limit}` };
    const answer = z.object({ data: z.array(post) }).transform(({ data }) => data);
    return call(token, { path: [pageId, 'published_posts'], query, answer }, options);
  },

  post: (postId: string, options?: CallOptions): Promise<PagePost> =>
    call(token, { path: [postId], query: { fields: postFields }, answer: post }, options),

  /** Needs `read_insights`. */
  async insights(postId: string, options?: CallOptions): Promise<MetaInsights> {
    const total = 'limit(0).summary(total_count)';
    const fields = `reactions.${total},comments.${total},shares,insights.metric(post_total_media_view_unique,post_media_view)`;
    const told = await call(token, { path: [postId], query: { fields }, answer: reactions }, options);
    return {
      reach: told.insights?.('post_total_media_view_unique') ?? null,
      views: told.insights?.('post_media_view') ?? null,
      likes: told.reactions?.summary.total_count ?? null,
      comments: told.comments?.summary.total_count ?? null,
      // Where nobody has shared it, the field is missing.
      shares: told.shares?.count ?? 0,
      saves: null,
    };
  },
});
