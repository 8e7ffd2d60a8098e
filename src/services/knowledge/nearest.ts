import { resemblance, type Likeness } from '../../platform/text/fingerprint.ts';

/** Texts of which less is the same are other texts: in one of a hundred words every twentieth may differ. */
const leastResemblance = 0.8;

/** Those that are nearly the same, the nearest first. */
export const nearest = <Row extends { signature: Uint32Array }>(
  rows: readonly Row[],
  likeness: Likeness,
): (Row & { resemblance: number })[] =>
  rows
    .map((row) => ({ ...row, resemblance: resemblance(row.signature, likeness.signature) }))
    .filter((row) => row.resemblance >= leastResemblance)
    .toSorted((one, other) => other.resemblance - one.resemblance);
