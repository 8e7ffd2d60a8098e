import type { Acted, MetaErrorKind } from './meta-error.ts';

/**
 * What Meta's codes mean. docs/FEED.md, "What Meta says", has the same table for people.
 *
 * - `graph`: developers.facebook.com/docs/graph-api/guides/error-handling
 * - `limits`: developers.facebook.com/docs/graph-api/overview/rate-limiting
 * - `photos`: developers.facebook.com/docs/graph-api/reference/page/photos
 * - `instagram`: developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes (June 2026)
 * - `users`: what others have met and reported; Meta documents it elsewhere, or nowhere
 */
type Source = 'graph' | 'limits' | 'photos' | 'instagram' | 'users';

interface Code {
  code: number;
  /** The last one of several. */
  to?: number;
  /** Left out: without one. */
  subcode?: number;
  means: string;
  source: Source;
}

export interface Saying {
  kind: MetaErrorKind;
  /** What became of a call that would have made something public. Others make nothing public, whatever is said. */
  acted: Acted;
  /** Unless they say themselves how long; null: waiting does not help. */
  waitMs: number | null;
  /** For people. */
  todo: string;
  codes: readonly Code[];
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Each code once, and each that may come with a subcode once for each. */
export const sayings: readonly Saying[] = [
  {
    kind: 'TOKEN',
    acted: 'NO',
    waitMs: null,
    todo: 'Connect the account again and give the brand the new token.',
    codes: [
      { code: 102, means: 'The session is over', source: 'graph' },
      { code: 190, means: 'The token is not valid', source: 'graph' },
      { code: 190, subcode: 458, means: 'Whoever the token belongs to has removed the app', source: 'graph' },
      {
        code: 190,
        subcode: 459,
        means: 'Whoever the token belongs to has to log in to Facebook first',
        source: 'graph',
      },
      { code: 190, subcode: 460, means: 'The password was changed', source: 'graph' },
      { code: 190, subcode: 463, means: 'The token has expired', source: 'graph' },
      { code: 190, subcode: 464, means: 'Whoever the token belongs to is not confirmed', source: 'graph' },
      { code: 190, subcode: 467, means: 'The token was revoked, or never was one', source: 'graph' },
      {
        code: 190,
        subcode: 492,
        means: 'Whoever the token belongs to has no role at the page any more',
        source: 'graph',
      },
    ],
  },
  {
    kind: 'PERMISSION',
    acted: 'NO',
    waitMs: null,
    todo: 'Connect the account again with all permissions, as somebody who may publish there.',
    codes: [
      { code: 3, means: 'The app may not do this', source: 'graph' },
      { code: 10, means: 'The token lacks a permission for this', source: 'graph' },
      { code: 200, to: 299, means: 'The token lacks a permission, or is not one of the page', source: 'graph' },
    ],
  },
  {
    kind: 'LIMIT',
    acted: 'NO',
    waitMs: 15 * minute,
    todo: 'Wait: more calls make it longer.',
    codes: [
      { code: 17, means: 'Too many calls of this user', source: 'limits' },
      { code: 32, means: 'Too many calls for this page', source: 'limits' },
      { code: 341, means: 'The app has reached its limit', source: 'graph' },
      { code: 613, means: 'Too many calls', source: 'limits' },
      { code: 80001, means: 'Too many calls for this page', source: 'limits' },
      { code: 80002, means: 'Too many calls for this Instagram account', source: 'limits' },
    ],
  },
  {
    // The same code was seen with posts that were live a moment later, so it is no proof.
    kind: 'LIMIT',
    acted: 'UNKNOWN',
    waitMs: 15 * minute,
    todo: 'Wait: more calls make it longer. See whether the post is there before it is sent again.',
    codes: [{ code: 4, means: 'Too many calls of this app', source: 'limits' }],
  },
  {
    kind: 'LIMIT',
    acted: 'NO',
    waitMs: hour,
    todo: 'Wait until a post of the last 24 hours is older than that.',
    codes: [
      {
        code: 9,
        subcode: 2207042,
        means: 'The account has published as much as it may in 24 hours',
        source: 'instagram',
      },
    ],
  },
  {
    // Posts that were answered so have been live (gitroomhq/postiz-app#1681).
    kind: 'BLOCKED',
    acted: 'UNKNOWN',
    waitMs: 24 * hour,
    todo: 'See whether the post is there. Look into the account for a notice before anything more is sent.',
    codes: [
      { code: 4, subcode: 2207051, means: 'It is held to be spam', source: 'instagram' },
      { code: 368, means: 'It is blocked for a while, for what was done before', source: 'graph' },
    ],
  },
  {
    kind: 'BLOCKED',
    acted: 'UNKNOWN',
    waitMs: null,
    todo: 'Log in to Instagram and do what it asks for.',
    codes: [{ code: 25, subcode: 2207050, means: 'The account is restricted or inactive', source: 'instagram' }],
  },
  {
    kind: 'BUSY',
    acted: 'UNKNOWN',
    waitMs: 30 * second,
    todo: 'Nothing: it is tried again where that is harmless.',
    codes: [
      { code: 1, means: 'A failure of theirs, of no known kind', source: 'graph' },
      { code: 2, means: 'The service is down for a moment', source: 'graph' },
      { code: -1, subcode: 2207001, means: 'A failure of Instagram', source: 'instagram' },
      { code: -1, subcode: 2207032, means: 'The container could not be made', source: 'instagram' },
      { code: -1, subcode: 2207053, means: 'The upload failed, for no known reason', source: 'instagram' },
    ],
  },
  {
    kind: 'BUSY',
    acted: 'NO',
    waitMs: 30 * second,
    todo: 'See that links of the storage can be fetched from the internet, and quickly.',
    codes: [
      { code: -2, subcode: 2207003, means: 'Fetching the photo took too long', source: 'instagram' },
      { code: 9004, subcode: 2207052, means: 'The photo could not be fetched', source: 'instagram' },
    ],
  },
  {
    kind: 'REFUSED',
    acted: 'NO',
    waitMs: null,
    todo: 'Change what is posted: the same will be refused again.',
    codes: [
      { code: 100, means: 'A parameter is wrong', source: 'graph' },
      { code: 100, subcode: 33, means: 'There is no such object, or the token may not see it', source: 'users' },
      { code: 100, subcode: 2207023, means: 'The kind of media is not known', source: 'instagram' },
      { code: 100, subcode: 2207040, means: 'The caption mentions more than 20 accounts', source: 'instagram' },
      { code: 324, means: 'The photo is missing, or is none', source: 'photos' },
      { code: 1609005, means: 'The link could not be read', source: 'graph' },
      { code: 36000, subcode: 2207004, means: 'The photo has more than 8 MiB', source: 'instagram' },
      { code: 36001, subcode: 2207005, means: 'The photo is no JPEG', source: 'instagram' },
      { code: 36003, subcode: 2207009, means: 'The photo is not between 4:5 and 1.91:1', source: 'instagram' },
      {
        code: 36004,
        subcode: 2207010,
        means: 'The caption has more than 2,200 characters or 30 hashtags',
        source: 'instagram',
      },
    ],
  },
  {
    kind: 'NOT_READY',
    acted: 'NO',
    waitMs: 10 * second,
    todo: 'Nothing: it is published when the container says FINISHED.',
    codes: [{ code: 9007, subcode: 2207027, means: 'The container is not ready yet', source: 'instagram' }],
  },
  {
    kind: 'EXPIRED',
    acted: 'NO',
    waitMs: null,
    todo: 'Nothing: another container is made.',
    codes: [{ code: -2, subcode: 2207020, means: 'The container has expired', source: 'instagram' }],
  },
  {
    // Said of containers that are gone; whether one is gone because it was published, it does not say.
    kind: 'EXPIRED',
    acted: 'UNKNOWN',
    waitMs: null,
    todo: 'See whether the post is there. If it is not, another container is made.',
    codes: [
      { code: 24, subcode: 2207006, means: 'The media cannot be found', source: 'instagram' },
      { code: 24, subcode: 2207008, means: 'There is no such container, or no more', source: 'instagram' },
    ],
  },
  {
    kind: 'DUPLICATE',
    acted: 'UNKNOWN',
    waitMs: null,
    todo: 'See whether the post is there already.',
    codes: [
      { code: 506, means: 'It is the same as the post before', source: 'graph' },
      { code: 100, subcode: 1366051, means: 'The photo was posted already', source: 'users' },
    ],
  },
];
