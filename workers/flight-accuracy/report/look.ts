import type { ReportedError } from './report.ts';

/** Pixels. */
export const side = 420;
export const blue = '#1f5fbf';
const red = '#c0392b';
export const grey = '#8a93a0';
export const config = {
  background: 'white',
  font: 'sans-serif',
  axis: { gridColor: '#e6e9ee', labelColor: '#333', titleColor: '#333', titleFontWeight: 'normal' as const },
  legend: { orient: 'bottom' as const, title: null },
};

export const kindOf = ({ outlier }: ReportedError) => (outlier.horizontal ? 'outlier' : 'used');
export const colour = {
  field: 'outlier',
  type: 'nominal' as const,
  scale: { domain: ['used', 'outlier'], range: [blue, red] },
};
