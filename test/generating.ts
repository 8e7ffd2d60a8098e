import sharp from 'sharp';
import { randomBytes } from 'node:crypto';
import type { Stack } from './stack.ts';

/** A picture that looks like no other. */
export const newPicture = (width: number, height: number): Promise<Buffer> =>
  sharp(randomBytes(8 * 8 * 3), { raw: { width: 8, height: 8, channels: 3 } })
    .resize(width, height, { kernel: 'cubic', fit: 'fill' })
    .png()
    .toBuffer();

/** Whether a request asks one of the fakes for a picture, of these words among others. */
export const isPictureOf =
  (words: string) =>
  ({ body }: { body: object | null }): boolean => {
    const { prompt, inputs = prompt } = (body ?? {}) as { prompt?: string; inputs?: string };
    return inputs?.includes(words) ?? false;
  };

export interface GeneratedResult {
  images: {
    id: string;
    position: number;
    output: { bucket: string; key: string; bytes: number; contentType: string };
    thumbnail: { bucket: string; key: string };
    width: number;
    height: number;
    backend: string | null;
    model: string | null;
    seed: number | null;
    duplicateOf: string | null;
    costUsd: number | null;
  }[];
  missing: { position: number; code: string; message: string }[];
}

/** What a run has come to, of its last state. */
export const resultOf = (end: object): GeneratedResult => (end as { resultJson: GeneratedResult }).resultJson;

/** Starts runs that make pictures, and says what has become of them. */
export function createGenerating(stack: Stack) {
  const start = (input: object, options?: object) => stack.start('imageGeneration', input, options);
  return {
    start,
    /** Throws where the run has not completed. */
    async made(input: object): Promise<GeneratedResult> {
      const end = await (await start(input)).end();
      if (end.status !== 'COMPLETED') throw new Error(JSON.stringify(end.failure));
      return resultOf(end);
    },
    failed: async (input: object) => (await (await start(input)).end()).failure,
    /** Rows of the calls of models that a run has made. */
    async calls(run: { id: string }) {
      const first = Buffer.from(run.id, 'base64url').toString().slice(0, 36);
      const { rows } = await stack.database.pool.query<{
        purpose: string;
        model: string;
        outcome: string;
        failure: string | null;
        cost: string | null;
        images: number | null;
      }>(
        'SELECT purpose, model, outcome, failure, cost, images FROM generations WHERE run = $1 ORDER BY started_at, id',
        [first],
      );
      return rows;
    },
    /** Pictures of the gallery. */
    async gallery<T = Record<string, unknown>>(filter: object, fields: string): Promise<T[]> {
      const { data } = await stack.graphql(
        `query ($filter: GeneratedImageFilter) { generatedImages(filter: $filter) { edges { node { ${fields} } } } }`,
        { filter },
      );
      return (data!['generatedImages'] as { edges: { node: T }[] }).edges.map(({ node }) => node);
    },
    /** Keys of what is stored below a prefix. */
    async keys(prefix: string): Promise<string[]> {
      const found: string[] = [];
      const { workBucket: bucket } = stack.storage;
      for await (const page of stack.storage.list({ bucket, prefix })) found.push(...page.map(({ key }) => key));
      return found;
    },
  };
}
