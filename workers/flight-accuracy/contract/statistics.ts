import * as z from 'zod';

const count = z.int32();
const metres = z.number();

const axis = z
  .object({
    bias: metres.describe('Mean error.'),
    standardDeviation: metres.nullable().describe('Of the sample, with n - 1; null of a single point.'),
    rmse: metres.describe('Root mean square error.'),
    max: metres.describe('Largest error, with its sign.'),
  })
  .meta({ id: 'AxisAccuracy', description: 'Errors along one axis, in metres: measured less true.' });

const bound = z
  .object({
    empirical: metres.describe('Of the points themselves: their percentile.'),
    normal: metres
      .nullable()
      .describe(
        'By the factors of NSSDA (FGDC-STD-007.3-1998) from RMSE; null where RMSEx and RMSEy differ too much for it.',
      ),
  })
  .meta({ id: 'ErrorBound', description: 'Metres that so many percent of the errors do not exceed.' });

export const horizontal = z
  .object({
    n: count.describe('Points in it.'),
    rejected: count.describe('Outliers that are not in it.'),
    x: axis.describe('East.'),
    y: axis.describe('North.'),
    rmse: metres.describe('RMSEr: of both together.'),
    max: metres.describe('Largest distance.'),
    ce90: bound.describe('Circular error, 90 %.'),
    ce95: bound.describe('Circular error, 95 %.'),
  })
  .meta({ id: 'HorizontalAccuracy', description: 'Errors in the plane, in metres.' });

export const vertical = z
  .object({
    n: count.describe('Points in it.'),
    rejected: count.describe('Outliers that are not in it.'),
    z: axis.describe('Up.'),
    le90: bound.describe('Linear error, 90 %.'),
    le95: bound.describe('Linear error, 95 %.'),
  })
  .meta({ id: 'VerticalAccuracy', description: 'Errors in height, in metres.' });
