import { expect, test } from 'vitest';
import { horizontalStatistics } from './horizontal.ts';
import { verticalStatistics } from './vertical.ts';
import { judge, type AccuracyClass } from './verdict.ts';

/** So many points whose RMSEx, RMSEy and RMSEz are these, without bias. */
const found = (n: number, [x, y, z]: readonly [number, number, number], lostImages = 0) => {
  const signs = Array.from({ length: n }, (_sign, index) => (index % 2 === 0 ? 1 : -1));
  return {
    horizontal: horizontalStatistics(signs.map((sign) => ({ x: sign * x, y: sign * y }))),
    vertical: verticalStatistics(signs.map((sign) => sign * z)),
    lostImages,
    rejected: { horizontal: 0, vertical: 0 },
  };
};
const wanted = (edition: AccuracyClass['edition'], more: Partial<AccuracyClass> = {}): AccuracyClass => ({
  edition,
  horizontal: 0.1,
  vertical: 0.2,
  surveyHorizontal: 0,
  surveyVertical: 0,
  ...more,
});

test('Edition 1 compares each axis with the class, Edition 2 both together and the survey with them', () => {
  const errors = [0.09, 0.08, 0.19] as const;
  expect(judge(wanted('ASPRS_2014'), found(20, errors))).toMatchObject({
    outcome: 'MET',
    horizontal: { measured: 0.09, limit: 0.1 },
    vertical: { measured: 0.19, limit: 0.2 },
  });
  expect(judge(wanted('ASPRS_2023'), found(30, errors))).toMatchObject({
    outcome: 'NOT_MET',
    horizontal: { outcome: 'NOT_MET', measured: expect.closeTo(Math.hypot(0.09, 0.08), 12) },
    vertical: { outcome: 'MET' },
  });
  const survey = { horizontal: null, surveyVertical: 0.08 };
  expect(judge(wanted('ASPRS_2023', survey), found(30, errors))).toMatchObject({
    outcome: 'NOT_MET',
    horizontal: null,
    vertical: { measured: expect.closeTo(Math.hypot(0.19, 0.08), 12) },
  });
  expect(judge(wanted('ASPRS_2014', survey), found(20, errors))).toMatchObject({ outcome: 'MET' });
});

test('too few points, no heights, or lost images conclude nothing, however good the rest is', () => {
  const good = [0.01, 0.01, 0.01] as const;
  expect(judge(wanted('ASPRS_2014'), found(19, good))).toMatchObject({
    outcome: 'INCONCLUSIVE',
    horizontal: { reasons: [expect.stringMatching(/^There are 19 points; .* at least 20\.$/), expect.anything()] },
  });
  expect(judge(wanted('ASPRS_2023'), found(29, good)).outcome).toBe('INCONCLUSIVE');
  expect(judge(wanted('ASPRS_2014'), { ...found(20, good), vertical: null })).toMatchObject({
    outcome: 'INCONCLUSIVE',
    horizontal: { outcome: 'MET' },
    vertical: { measured: null },
  });
  expect(judge(wanted('ASPRS_2014'), found(20, good, 3)).horizontal?.reasons[0]).toMatch(/^3 images are not in it/);
});

test('a class that is met without some of the points says so', () => {
  const some = { ...found(20, [0.01, 0.01, 0.01]), rejected: { horizontal: 2, vertical: 0 } };
  const { outcome, horizontal, vertical } = judge(wanted('ASPRS_2014'), some);
  expect(outcome).toBe('MET');
  expect(horizontal?.reasons).toContain('Outliers that are not in it: 2.');
  expect(vertical?.reasons.join(' ')).not.toContain('Outliers');
});

test('a mean error of more than a quarter of the class is said', () => {
  const errors = Array.from({ length: 20 }, () => ({ x: 0.03, y: 0 }));
  const { horizontal } = judge(wanted('ASPRS_2014'), {
    horizontal: horizontalStatistics(errors),
    vertical: null,
    lostImages: 0,
    rejected: { horizontal: 0, vertical: 0 },
  });
  expect(horizontal).toMatchObject({
    outcome: 'MET',
    reasons: [expect.anything(), expect.stringMatching(/^The mean error in x is 0\.030 m/)],
  });
});
