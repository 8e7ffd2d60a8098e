import { expect } from 'vitest';
import type { useFakeAi } from './fake-ai.ts';
import type { useFakeMeta } from './fake-meta.ts';
import { newBrand, photoRow } from './feed-rows.ts';
import type { Stack } from './stack.ts';

type FakeAi = ReturnType<typeof useFakeAi>;
type FakeMeta = ReturnType<typeof useFakeMeta>;
type BrandInput = Parameters<typeof newBrand>[0];

/** Where a brand publishes, and the token for it or its variable. */
type Connections = Record<'FACEBOOK' | 'INSTAGRAM', { account: string; token?: string; tokenVariable?: string }>;

/** What a model sees in the photos of these tests, and the caption that it writes. */
export const seen = {
  description: 'A grey sweater on a wooden chair, in soft light from a window.',
  altText: 'Een grijze trui over een houten stoel bij het raam.',
  quality: 90,
  problem: null,
};
export const written = {
  caption: 'Zacht, warm en klaar voor de herfst: deze trui van lamswol ligt al te wachten bij het raam.',
  hashtags: ['trui', 'herfst'],
};

/** Brands with photos and channels, for tests that publish. */
export function createFeedClient(stack: Stack, { anthropic }: FakeAi, meta: FakeMeta) {
  const usual: Connections = {
    FACEBOOK: { account: meta.pageId, tokenVariable: 'META_TOKEN_TEST' },
    INSTAGRAM: { account: meta.instagramId, tokenVariable: 'META_TOKEN_TEST' },
  };
  async function ask<T>(query: string, variables: object): Promise<T> {
    const { data, errors } = await stack.graphql(query, variables);
    expect(errors).toBeUndefined();
    return Object.values(data!)[0] as T;
  }

  return {
    /** A brand that is connected to both channels, and has so many photos that look like no other. */
    async brand(more: BrandInput = {}, photos = 1, connections = usual) {
      const input = newBrand({
        approval: 'NEVER',
        photoPrefixes: [{ bucket: stack.storage.workBucket, prefix: 'in/' }],
        ...more,
      });
      const brand = await ask<{ id: string; key: string }>(
        `mutation($input: CreateBrandInput!) { createBrand(input: $input) { ... on Brand { id key } ... on Error { code message } } }`,
        { input },
      );
      expect(brand).toHaveProperty('key');
      for (const [kind, connection] of Object.entries(connections)) {
        const connected = await ask(
          `mutation($input: ConnectChannelInput!) { connectChannel(input: $input) { __typename ... on Error { message } } }`,
          { input: { brand: brand.key, kind, ...connection } },
        );
        expect(connected).toEqual({ __typename: 'Brand' });
      }
      const { rows } = await stack.database.pool.query<{ id: string }>('SELECT id FROM brands WHERE key = $1', [
        brand.key,
      ]);
      for (let n = 0; n < photos; n++) await this.photo(rows[0]!.id);
      return { ...brand, row: rows[0]!.id };
    },

    async photo(brand: string, bytes?: Buffer): Promise<string> {
      const { default: sharp } = await import('sharp');
      const image =
        bytes ??
        (await sharp({ create: { width: 1200, height: 900, channels: 3, background: 'teal' } })
          .jpeg()
          .toBuffer());
      const source = await stack.put(image, 'photo.jpg');
      const { etag } = (await stack.storage.head(source))!;
      return photoRow(stack.database, brand, { ...source, etag });
    },

    /** The answers of the model for one post: what it sees, and what it writes. */
    answers(captions: readonly object[] = [written], look: object = seen) {
      anthropic.script(...[look, ...captions].map((value) => ({ text: JSON.stringify(value) })));
    },

    publish: (brand: string, more: object = {}) => stack.start('feedPublication', { brand, ...more }),

    /** The ledger's rows of a run, by channel. */
    async rows(first: string) {
      const { rows } = await stack.database.pool.query<Record<string, unknown>>(
        'SELECT * FROM publications WHERE run = $1 ORDER BY channel',
        [first],
      );
      return rows;
    },
  };
}
