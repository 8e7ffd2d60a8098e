import * as z from 'zod';
import type { Usage } from '../../../src/platform/ai/usage.ts';
import type { ActivityContext } from '../activity.ts';
import type { AiTools } from './tools.ts';

/** Where the bytes of an answer are. */
export interface KeptBytes {
  key: string;
  mediaType: string;
  model: string;
  usage: Usage;
}

/** What an object says of the call that has made it: a worker may die before the row does. */
const madeBy = z.object({ generation: z.uuid(), model: z.string(), usage: z.string(), ended: z.coerce.date() });

/** Keeps answers that are bytes under the activity's work key, and finds what an earlier attempt has kept: for `Call`. */
export function keepBytes(
  { storage }: Pick<AiTools, 'storage'>,
  { workKey, signal }: Pick<ActivityContext, 'workKey' | 'signal'>,
) {
  const keyOf = (name: string) => `${workKey}/ai/${name}`;
  return {
    async keep(
      answer: { bytes: Buffer; mediaType: string; model: string; usage: Usage },
      id: string,
      name: string,
    ): Promise<KeptBytes> {
      const { mediaType, model, usage } = answer;
      const key = keyOf(name);
      const metadata = { generation: id, model, usage: JSON.stringify(usage), ended: new Date().toISOString() };
      await storage.write(storage.own(key), answer.bytes, { contentType: mediaType, metadata });
      return { key, mediaType, model, usage };
    },
    async find(name: string) {
      const key = keyOf(name);
      const facts = await storage.head(storage.own(key), signal);
      const { data } = madeBy.safeParse(facts?.metadata);
      if (!data) return null;
      const usage = JSON.parse(data.usage) as Usage;
      const mediaType = facts?.contentType ?? '';
      return { id: data.generation, endedAt: data.ended, usage, kept: { key, mediaType, model: data.model, usage } };
    },
  };
}
