import * as z from 'zod';
import { checkAccount } from './check-account.ts';
import { id, made, time } from './fields.ts';
import type { CallOptions, Graph } from './graph.ts';
import { metrics, type MetaInsights } from './insights.ts';

export type ContainerStatus = 'IN_PROGRESS' | 'FINISHED' | 'PUBLISHED' | 'ERROR' | 'EXPIRED';

/** A post of an account, as the public sees it. */
export interface InstagramMedia {
  id: string;
  caption: string;
  createdAt: Date;
  permalink: string | null;
}

const container = z
  .object({
    status_code: z.enum(['IN_PROGRESS', 'FINISHED', 'PUBLISHED', 'ERROR', 'EXPIRED']),
    status: z.string().default(''),
  })
  .transform(({ status_code, status }) => {
    const subcode = /\b2207\d{3}\b/.exec(status)?.[0];
    return { status: status_code satisfies ContainerStatus, subcode: subcode ? Number(subcode) : null };
  });
const media = z
  .object({ id, caption: z.string().default(''), timestamp: time, permalink: z.string().optional() })
  .transform(({ timestamp, permalink, ...told }): InstagramMedia => ({
    ...told,
    createdAt: timestamp,
    permalink: permalink ?? null,
  }));
const mediaFields = 'id,caption,timestamp,permalink';
const limit = z
  .object({
    data: z
      .array(
        z.object({
          quota_usage: z.number(),
          config: z.object({ quota_total: z.number(), quota_duration: z.number() }),
        }),
      )
      .min(1),
  })
  .transform(({ data: [told] }) => ({
    used: told!.quota_usage,
    total: told!.config.quota_total,
    windowMs: told!.config.quota_duration * 1000,
  }));

export type MetaInstagram = ReturnType<typeof createInstagram>;

/** A professional Instagram account that a Facebook page is linked to. */
export const createInstagram = (call: Graph, token: string, accountId: string) => ({
  /** Whether the token is taken, and until when. */
  check: (options?: CallOptions) => checkAccount(call, token, { id: accountId, nameField: 'username' }, options),

  /** Has Instagram fetch a JPEG from a link, for a post that nobody sees yet. Gives the id of the container, which lives for 24 hours. */
  createContainer(
    { imageUrl, caption, altText }: { imageUrl: string; caption: string; altText: string },
    options?: CallOptions,
  ): Promise<{ id: string }> {
    const form = { image_url: imageUrl, caption, alt_text: altText };
    return call(token, { path: [accountId, 'media'], form, answer: made }, options);
  },

  /** How far a container is; with ERROR, `subcode` says why where Instagram does. */
  container: (
    containerId: string,
    options?: CallOptions,
  ): Promise<{ status: ContainerStatus; subcode: number | null }> =>
    call(token, { path: [containerId], query: { fields: 'status_code,status' }, answer: container }, options),

  /** Makes a container that is FINISHED public. Gives the id of the post. */
  publish(containerId: string, options?: CallOptions): Promise<{ id: string }> {
    const form = { creation_id: containerId };
    return call(token, { path: [accountId, 'media_publish'], form, publishes: true, answer: made }, options);
  },

  /** The newest posts, newest first; at most 100. */
  media({ limit: most }: { limit: number }, options?: CallOptions): Promise<InstagramMedia[]> {
    const answer = z.object({ data: z.array(media) }).transform(({ data }) => data);
    return call(
      token,
      { path: [accountId, 'media'], query: { fields: mediaFields, limit: `${most}` }, answer },
      options,
    );
  },

  post: (mediaId: string, options?: CallOptions): Promise<InstagramMedia> =>
    call(token, { path: [mediaId], query: { fields: mediaFields }, answer: media }, options),

  /** How many posts of the last 24 hours are counted, and how many may be. */
  publishingLimit: (options?: CallOptions): Promise<{ used: number; total: number; windowMs: number }> =>
    call(
      token,
      { path: [accountId, 'content_publishing_limit'], query: { fields: 'quota_usage,config' }, answer: limit },
      options,
    ),

  /** Needs `instagram_manage_insights`. */
  async insights(mediaId: string, options?: CallOptions): Promise<MetaInsights> {
    const query = { metric: 'reach,views,likes,comments,shares,saved' };
    const told = await call(token, { path: [mediaId, 'insights'], query, answer: metrics }, options);
    return {
      reach: told('reach'),
      views: told('views'),
      likes: told('likes'),
      comments: told('comments'),
      shares: told('shares'),
      saves: told('saved'),
    };
  },
});
