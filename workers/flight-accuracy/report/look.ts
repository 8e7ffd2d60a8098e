import { blue, red } from '../../kit/report/look.ts';
import type { ReportedError } from './report.ts';

/** Pixels. */
export const side = 420;

export const kindOf = ({ outlier }: ReportedError) => (outlier.horizontal ? 'outlier' : 'used');
export const colour = {
  field: 'outlier',
  type: 'nominal' as const,
  scale: { domain: ['used', 'outlier'], range: [blue, red] },
};
