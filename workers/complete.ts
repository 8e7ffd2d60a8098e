import type * as activities from './activities.ts';
import type * as contracts from './contracts.ts';
import type * as workflows from './workflows.ts';

/** Names in one list but not in another. A name that remains turns the constant's type into a sentence `true` does not fit. */
type Complete<Missing, Sentence extends string> = [Missing] extends [never] ? true : `${Missing & string} ${Sentence}`;
type Names = keyof typeof contracts;
/** A list key must be the contract's own name, or the API would start what no worker knows. */
type Misnamed = { [K in Names]: (typeof contracts)[K]['name'] extends K ? never : K }[Names];

export const namesFit: Complete<Misnamed, 'is exported from workers/contracts.ts under another name than its own'> =
  true;
export const workflowsComplete: Complete<
  Exclude<Names, keyof typeof workflows>,
  'has no line in workers/workflows.ts'
> = true;
export const activitiesComplete: Complete<
  Exclude<Names, keyof typeof activities>,
  'has no line in workers/activities.ts'
> = true;
export const workflowsKnown: Complete<
  Exclude<keyof typeof workflows, Names | 'default'>,
  'has no line in workers/contracts.ts'
> = true;
