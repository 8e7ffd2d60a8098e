import type { HorizontalStatistics } from './horizontal.ts';
import type { VerticalStatistics } from './vertical.ts';

/** ASPRS Positional Accuracy Standards for Digital Geospatial Data. */
type Edition = 'ASPRS_2014' | 'ASPRS_2023';

/** What was asked for. Lengths are in metres. */
export interface AccuracyClass {
  edition: Edition;
  horizontal: number | null;
  vertical: number | null;
  /** RMSE of the reference itself; Edition 2 counts it, Edition 1 does not. */
  surveyHorizontal: number;
  surveyVertical: number;
}

type Outcome = 'MET' | 'NOT_MET' | 'INCONCLUSIVE';

interface Judgement {
  outcome: Outcome;
  /** What is compared with the class, in metres; null without points. */
  measured: number | null;
  limit: number;
  /** Why, each in a sentence. */
  reasons: string[];
}

export interface Verdict {
  /** The worse of the two. */
  outcome: Outcome;
  horizontal: Judgement | null;
  vertical: Judgement | null;
}

/**
 * Fewer points are no test: Edition 1 (Version 1.0, November 2014, PE&RS 81, A1-A26), Annex C, and Edition 2 (Version 1.0,
 * August 2023), which has raised it. Both ask for more where a project is large.
 */
const fewestPoints = { ASPRS_2014: 20, ASPRS_2023: 30 } as const;
/** Edition 1, section 7.2: a mean error beyond this share of the class wants an explanation. */
const suspiciousBias = 0.25;

interface Found {
  horizontal: HorizontalStatistics | null;
  vertical: VerticalStatistics | null;
  /** Images of which nothing is known, as their part was lost. */
  lostImages: number;
  /** Outliers that are not in the statistics. */
  rejected: { horizontal: number; vertical: number };
}

/**
 * Whether the class is met. Edition 1, sections 7.3 and 7.4: RMSEx and RMSEy each at most the horizontal class, RMSEz at most
 * the vertical one. Edition 2: √(RMSE² + RMSE of the survey²), of horizontal errors (RMSEr) and of vertical ones. Too few
 * points, or images that nothing is known of, make it inconclusive, however good the others are.
 */
export function judge(wanted: AccuracyClass, { horizontal: h, vertical: v, lostImages, rejected }: Found): Verdict {
  const first = wanted.edition === 'ASPRS_2014';
  const conclude = (limit: number | null, side: Side | null, what: string): Judgement | null =>
    limit === null ? null : judgeSide({ limit, side, what, lostImages, edition: wanted.edition });
  const horizontal = conclude(
    wanted.horizontal,
    h && {
      n: h.n,
      rejected: rejected.horizontal,
      measured: first ? Math.max(h.x.rmse, h.y.rmse) : Math.hypot(h.rmse, wanted.surveyHorizontal),
      biases: { x: h.x.bias, y: h.y.bias },
    },
    first ? 'The larger of RMSEx and RMSEy' : 'Horizontal RMSE, that of the survey included,',
  );
  const vertical = conclude(
    wanted.vertical,
    v && {
      n: v.n,
      rejected: rejected.vertical,
      measured: first ? v.z.rmse : Math.hypot(v.z.rmse, wanted.surveyVertical),
      biases: { z: v.z.bias },
    },
    first ? 'RMSEz' : 'Vertical RMSE, that of the survey included,',
  );
  const outcomes = [horizontal, vertical].flatMap((judgement) => judgement?.outcome ?? []);
  const worst = (['NOT_MET', 'INCONCLUSIVE'] as const).find((outcome) => outcomes.includes(outcome));
  return { outcome: worst ?? 'MET', horizontal, vertical };
}

interface Side {
  n: number;
  rejected: number;
  measured: number;
  biases: Record<string, number>;
}

function judgeSide(given: {
  limit: number;
  side: Side | null;
  what: string;
  lostImages: number;
  edition: Edition;
}): Judgement {
  const { limit, side, what, lostImages, edition } = given;
  const doubts: string[] = [];
  const n = side?.n ?? 0;
  if (n < fewestPoints[edition])
    doubts.push(`There are ${n} points; ${editionNames[edition]} asks for at least ${fewestPoints[edition]}.`);
  if (lostImages > 0) doubts.push(`${lostImages} images are not in it, as their parts were lost.`);
  if (!side) return { outcome: 'INCONCLUSIVE', measured: null, limit, reasons: doubts };
  const met = side.measured <= limit;
  const biased = Object.entries(side.biases).filter(([, bias]) => Math.abs(bias) > suspiciousBias * limit);
  return {
    outcome: doubts.length > 0 ? 'INCONCLUSIVE' : met ? 'MET' : 'NOT_MET',
    measured: side.measured,
    limit,
    reasons: [
      ...doubts,
      `${what} is ${metres(side.measured)}; the class allows ${metres(limit)}.`,
      ...(side.rejected > 0 ? [`Outliers that are not in it: ${side.rejected}.`] : []),
      ...biased.map(
        ([axis, bias]) =>
          `The mean error in ${axis} is ${metres(bias)}, more than a quarter of the class: look for its cause.`,
      ),
    ],
  };
}

/** As people call them. */
export const editionNames = { ASPRS_2014: 'ASPRS Edition 1 (2014)', ASPRS_2023: 'ASPRS Edition 2 (2023)' } as const;

const metres = (length: number) => `${length.toFixed(3)} m`;
