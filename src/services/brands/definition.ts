import * as z from 'zod';
import { bucket, objectPrefix } from '../../../workers/kit/objects.ts';
import { DomainError, type InputIssue } from '../../errors.ts';
import type { Storage } from '../../platform/storage.ts';
import { textsOf } from '../texts.ts';
import { zoneProblem } from '../zone-problem.ts';
import { languageOf, languageProblem } from './language.ts';
import { brandKey } from '../../../workers/kit/brand-key.ts';

/** Adds what is wrong with a text, in words. */
const sound = (problem: (value: string) => string | undefined) => (payload: z.core.ParsePayload<string>) => {
  const message = problem(payload.value);
  if (message) payload.issues.push({ code: 'custom', input: payload.value, message });
};
const without =
  <T>(twice: (item: T) => string, message: string) =>
  (items: T[]) =>
    new Set(items.map(twice)).size === items.length ? undefined : message;
/** Adds what is wrong with a list as a whole. */
const soundList =
  <T>(problem: (items: T[]) => string | undefined) =>
  (payload: z.core.ParsePayload<T[]>) => {
    const message = problem(payload.value);
    if (message) payload.issues.push({ code: 'custom', input: payload.value, message });
  };
const lowerCase = (text: string) => text.toLowerCase();

const key = brandKey.describe(
  'What runs and schedules call it, as `north`: 1 to 40 of a-z, 0-9 and -. It never changes.',
);

/** What can be said of a brand, without defaults. */
const fields = z.object({
  name: z.string().trim().min(1).max(100).describe('Its name, up to 100 characters.'),
  language: z
    .string()
    .trim()
    .check(sound(languageProblem))
    .transform(languageOf)
    .describe('The language of its posts, in BCP 47: `nl`, `fr-BE`.'),
  voice: z
    .string()
    .trim()
    .min(1)
    .max(2000)
    .describe('How it speaks, in a few sentences, for the model that writes. Up to 2,000 characters.'),
  link: z
    .string()
    .trim()
    .max(500)
    .check(sound(linkProblem))
    .describe('Where each post leads: a URL with https, up to 500 characters.'),
  hashtags: z
    .array(z.string().regex(/^[\p{L}\p{N}_]{1,100}$/u, 'Must have 1 to 100 letters, digits or _, and no #.'))
    .max(30)
    .check(soundList(without(lowerCase, 'Has one twice.')))
    .describe('Those that each post may have, without `#`. Up to 30.'),
  bannedWords: z
    .array(z.string().trim().min(1).max(100))
    .max(200)
    .check(soundList(without(lowerCase, 'Has one twice.')))
    .describe('Words and phrases that none of its posts may have. Up to 200.'),
  photoPrefixes: z
    .array(z.object({ bucket, prefix: objectPrefix }))
    .min(1)
    .max(20)
    .check(soundList(overlap))
    .describe('Where its photos are. Up to 20.'),
  qualityThreshold: z.int().min(0).max(100).describe('0 to 100: a photo that is rated less fit is doubtful.'),
  approval: z
    .enum(['ALWAYS', 'BELOW_THRESHOLD', 'NEVER'])
    .describe('Which posts a person has to agree to before they are published.'),
  timeZone: z.string().check(sound(zoneProblem)).describe('Its time zone, as `Europe/Amsterdam`.'),
  minPhotoDays: z
    .int()
    .min(0)
    .max(3650)
    .describe('Days after a photo was published before it, or one that looks like it, may be again. 0 to 3,650.'),
  monthlyBudgetUsd: z
    .number()
    .min(0)
    .max(1_000_000)
    .nullable()
    .describe(
      'US dollars that calls of models for it may cost in a month, up to 1,000,000. Null: no limit of its own. It is the ' +
        'budget of the label `brand` and its key.',
    ),
});

const { hashtags, bannedWords, qualityThreshold, approval, minPhotoDays, monthlyBudgetUsd } = fields.shape;

/** A brand to make. */
export const newBrand = fields.extend({
  key,
  hashtags: hashtags.default([]),
  bannedWords: bannedWords.default([]),
  qualityThreshold: qualityThreshold.default(60),
  approval: approval.default('BELOW_THRESHOLD'),
  minPhotoDays: minPhotoDays.default(15),
  monthlyBudgetUsd: monthlyBudgetUsd.default(null),
});
export type NewBrand = z.input<typeof newBrand>;

/** What is to be different of a brand. */
export const brandChanges = fields.partial();
export type BrandChanges = z.input<typeof brandChanges>;

/** What each field of a brand is, for people. */
export const brandTexts = textsOf({ key, ...fields.shape });

/** What is wrong with places of photos that only this deployment knows. */
export function placeIssues(
  storage: Pick<Storage, 'checkBucket' | 'isOwn'>,
  { photoPrefixes }: Pick<BrandChanges, 'photoPrefixes'>,
): InputIssue[] {
  return (photoPrefixes ?? []).flatMap((place, index) => {
    const path = ['photoPrefixes', String(index)];
    try {
      storage.checkBucket(place.bucket);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const message = `${error.message} Add it to S3_ALLOWED_BUCKETS, or take another bucket.`;
      return [{ path: [...path, 'bucket'], message }];
    }
    const own = storage.isOwn({ bucket: place.bucket, key: place.prefix });
    return own ? [{ path: [...path, 'prefix'], message: 'Is a folder of the program itself: take another.' }] : [];
  });
}

function linkProblem(link: string): string | undefined {
  const url = URL.canParse(link) ? new URL(link) : null;
  if (!url || url.protocol !== 'https:') return 'Must be a URL that begins with https://.';
  return url.username || url.password ? 'Must have no user name and no password.' : undefined;
}

function overlap(places: { bucket: string; prefix: string }[]): string | undefined {
  const inner = places.find((place, at) =>
    places.some(
      (other, index) => index !== at && other.bucket === place.bucket && place.prefix.startsWith(other.prefix),
    ),
  );
  return inner && `Has ${inner.bucket}/${inner.prefix} within another one: leave it out.`;
}
