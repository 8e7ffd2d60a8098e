import { draw } from '../../kit/report/draw.ts';
import { escape } from '../../kit/report/escape.ts';
import { htmlPage, list, row } from '../../kit/report/page.ts';
import type { AccuracyResult } from '../contract.ts';
import { editionNames } from '../statistics/verdict.ts';
import { plotsOf } from './plots.ts';
import type { AccuracyReport } from './report.ts';

/** Rows of a table; the stored CSV and JSON have all. */
const mostRows = 1000;

/** A page for people, with its plots in it. */
export async function htmlReport(
  report: AccuracyReport,
  track: readonly { lon: number; lat: number }[],
): Promise<string> {
  const plots = plotsOf(report, track);
  const svgs = await draw(plots.map(({ spec }) => spec));
  const figures = plots.map(
    ({ caption }, n) => `<figure>${svgs[n]!}<figcaption>${escape(caption)}</figcaption></figure>`,
  );
  const { images, errors, manifest, reference } = report;
  const body = `<h1>Accuracy of a flight</h1>
<p>${escape(manifest.bucket)}/${escape(manifest.key)}: ${images} images, ${errors.length} of them held against ${escape(reference)}.</p>
${verdictOf(report.verdict)}
${statisticsOf(report)}
${list('Notes', report.notes)}
<div class="plots">${figures.join('\n')}</div>
${errorTable(report)}
${problemTable(report)}
${lostTable(report)}
${methodOf(report)}`;
  return htmlPage({ title: `Accuracy of ${manifest.key}`, body });
}

const words = { MET: 'met', NOT_MET: 'not met', INCONCLUSIVE: 'inconclusive' } as const;

function verdictOf(verdict: AccuracyResult['verdict']): string {
  if (!verdict) return '<p>No accuracy class was asked for.</p>';
  const sides = (['horizontal', 'vertical'] as const).flatMap((side) => {
    const judgement = verdict[side];
    if (!judgement) return [];
    const reasons = judgement.reasons.map((reason) => `<li>${escape(reason)}</li>`).join('');
    return `<p>${side === 'horizontal' ? 'Horizontal' : 'Vertical'} class of ${metres(judgement.limit)}: ${words[judgement.outcome]}</p><ul>${reasons}</ul>`;
  });
  return `<section class="verdict ${verdict.outcome.toLowerCase()}"><h2>${editionNames[verdict.edition]}: ${words[verdict.outcome]}</h2>${sides.join('')}</section>`;
}

function statisticsOf({ horizontal, vertical }: AccuracyReport): string {
  type Axis = NonNullable<typeof horizontal>['x'];
  const axis = (name: string, n: number, { bias, standardDeviation, rmse, max }: Axis) =>
    row(name, String(n), metres(bias), metres(standardDeviation), metres(rmse), metres(max));
  const rows = [
    ...(horizontal ? [axis('x, east', horizontal.n, horizontal.x), axis('y, north', horizontal.n, horizontal.y)] : []),
    ...(horizontal
      ? [row('r, plane', String(horizontal.n), '', '', metres(horizontal.rmse), metres(horizontal.max))]
      : []),
    ...(vertical ? [axis('z, up', vertical.n, vertical.z)] : []),
  ];
  type Bound = NonNullable<typeof horizontal>['ce90'];
  const bound = (name: string, { empirical, normal }: Bound) => row(name, metres(empirical), metres(normal));
  const bounds = [
    ...(horizontal ? [bound('CE90', horizontal.ce90), bound('CE95', horizontal.ce95)] : []),
    ...(vertical ? [bound('LE90', vertical.le90), bound('LE95', vertical.le95)] : []),
  ];
  const rejected = `${horizontal?.rejected ?? 0} horizontal and ${vertical?.rejected ?? 0} vertical outliers are not in them.`;
  return `<h2>Errors</h2>
<table><tr><th></th><th>n</th><th>Bias</th><th>Deviation</th><th>RMSE</th><th>Largest</th></tr>${rows.join('')}</table>
<table><tr><th></th><th>Percentile</th><th>NSSDA</th></tr>${bounds.join('')}</table>
<p>Metres, measured less true. ${rejected}</p>`;
}

function errorTable({ errors }: AccuracyReport): string {
  const rows = errors
    .slice(0, mostRows)
    .map(({ key, point, error, fit, outlier }) =>
      row(
        escape(key),
        point ? escape(point.id) : fit ? `${fit.inliers} inliers` : '',
        metres(error.x),
        metres(error.y),
        metres(error.z),
        metres(Math.hypot(error.x, error.y)),
        [outlier.horizontal && 'horizontal', outlier.vertical && 'vertical'].filter(Boolean).join(', '),
      ),
    );
  return `<h2>Images</h2>${upTo(errors.length, 'errors.csv')}<table><tr><th>Image</th><th>Point</th><th>x</th><th>y</th><th>z</th><th>r</th><th>Outlier</th></tr>${rows.join('')}</table>`;
}

function problemTable({ problems }: AccuracyReport): string {
  if (problems.length === 0) return '';
  const rows = problems
    .slice(0, mostRows)
    .map(({ code, key, message }) => row(code, escape(key ?? ''), escape(message)));
  return `<h2>Problems</h2>${upTo(problems.length, 'report.json')}<table><tr><th>Code</th><th>Image</th><th></th></tr>${rows.join('')}</table>`;
}

function lostTable({ lostParts }: AccuracyReport): string {
  if (lostParts.length === 0) return '';
  const rows = lostParts.map(({ firstImage, images, code, message }) =>
    row(`${firstImage} to ${firstImage + images - 1}`, escape(code), escape(message)),
  );
  return `<h2>Lost parts</h2><table><tr><th>Images</th><th>Code</th><th></th></tr>${rows.join('')}</table>`;
}

const methodOf = ({ outlierRule }: AccuracyReport) => `<h2>Method</h2>
<p>x and y are metres east and north of the true place, in the plane that touches the WGS 84 ellipsoid there; z is the difference of heights above the same surface.
RMSE and deviation as in ASPRS Positional Accuracy Standards, Edition 1 (2014). Percentiles are interpolated linearly.
NSSDA: FGDC-STD-007.3-1998; 2.4477 (95 %) and 2.1460 (90 %) times the mean of RMSEx and RMSEy while the smaller is at least 0.6 of the larger, 1.9600 and 1.6449 times RMSEz.
An outlier is further from the median of its axis than ${outlierRule.limit} times MAD / 0.6745; ${outlierRule.reject ? 'outliers are left out' : 'outliers are only marked'}.</p>`;

const metres = (length: number | null) => (length === null ? '–' : `${length.toFixed(3)} m`);
const upTo = (many: number, file: string) =>
  many > mostRows ? `<p>The first ${mostRows} of ${many}; all are in ${file}.</p>` : '';
