import type * as z from 'zod';
import type { publicationReport } from '../contract.ts';

type Result = z.output<(typeof publicationReport)['result']>;
type BrandReport = Result['brands'][number];
type Posts = Result['posts'];

const none: Posts = { live: 0, partial: 0, failed: 0, unconfirmed: 0, underway: 0, rejected: 0, dryRuns: 0 };
/** Money is added in its smallest unit, as floating point would drift. */
const micro = 1_000_000;

/** The reports of brands, with what they come to together. */
export function total(brands: BrandReport[]): Pick<Result, 'brands' | 'posts' | 'costUsd' | 'unpricedCalls'> {
  const posts = { ...none };
  let [cost, unpricedCalls] = [0, 0];
  for (const brand of brands) {
    for (const kind of Object.keys(none) as (keyof Posts)[]) posts[kind] += brand.posts[kind];
    cost += Math.round(brand.costUsd * micro);
    unpricedCalls += brand.unpricedCalls;
  }
  return { brands, posts, costUsd: cost / micro, unpricedCalls };
}
