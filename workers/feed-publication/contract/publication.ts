import * as z from 'zod';
import { storedObject } from '../../kit/objects.ts';

export const channel = z.enum(['FACEBOOK', 'INSTAGRAM']).describe('Where it is published.');

/** The text and the file for one channel, exactly as they are sent. */
export const prepared = z
  .object({ channel, text: z.string().describe('As it is sent.'), image: storedObject })
  .meta({ id: 'PreparedPost', description: 'A post exactly as it is, or would be, sent.' });

export const publication = z.object({ id: z.uuid(), channel });

export const outcome = z
  .object({
    channel,
    state: z
      .enum(['LIVE', 'FAILED', 'UNCONFIRMED'])
      .describe('LIVE: it is public. FAILED: it is not, and will not be by this run. UNCONFIRMED: nobody knows.'),
    postId: z.string().nullable().describe("The channel's id of the post."),
    permalink: z.string().nullable().describe('Where people see it.'),
    failure: z.string().nullable().describe('A code; null for what is public.'),
    message: z.string().nullable().describe('Why it is not public, in a sentence.'),
  })
  .meta({ id: 'PostOutcome', description: 'What became of a post at one channel.' });

export const state = z.enum(['PLANNED', 'SENT', 'LIVE', 'UNCONFIRMED', 'FAILED']).describe('What the post is now.');
