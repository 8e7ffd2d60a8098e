import type { AccuracyResult } from '../contract.ts';
import type { AccuracyProblem } from '../contract/problem.ts';
import type { Measured } from '../findings.ts';

/** An image whose error is known, and whether that is too far from the others. */
export type ReportedError = Measured & { outlier: { horizontal: boolean; vertical: boolean } };

/** All that is reported: what the result says, and of it what a result has no room for. */
export interface AccuracyReport extends Pick<
  AccuracyResult,
  'images' | 'parts' | 'points' | 'lostImages' | 'lostParts' | 'horizontal' | 'vertical' | 'verdict' | 'notes'
> {
  manifest: { bucket: string; key: string; etag?: string | undefined };
  /** In words. */
  reference: string;
  outlierRule: { limit: number; reject: boolean };
  problems: AccuracyProblem[];
  errors: ReportedError[];
}
