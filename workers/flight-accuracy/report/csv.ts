import type { ReportedError } from './report.ts';

const columns = {
  image: ({ key }) => key,
  line: ({ line }) => line,
  taken_at: ({ takenAt }) => takenAt,
  point: ({ point }) => point?.id ?? null,
  lon: ({ lon }) => lon,
  lat: ({ lat }) => lat,
  true_lon: ({ truth }) => truth.lon,
  true_lat: ({ truth }) => truth.lat,
  error_x_m: ({ error }) => error.x,
  error_y_m: ({ error }) => error.y,
  error_z_m: ({ error }) => error.z,
  error_r_m: ({ error }) => Math.hypot(error.x, error.y),
  outlier_horizontal: ({ outlier }) => outlier.horizontal,
  outlier_vertical: ({ outlier }) => outlier.vertical,
  inliers: ({ fit }) => fit?.inliers ?? null,
  rmse_pixels: ({ fit }) => fit?.rmsePixels ?? null,
} satisfies Record<string, (error: ReportedError) => string | number | boolean | null>;

/** A line for each error, as RFC 4180 has it. Errors are metres, measured less true, x east, y north, z up. */
export const csvReport = (errors: readonly ReportedError[]): string =>
  [Object.keys(columns), ...errors.map((error) => Object.values(columns).map((read) => cellOf(read(error))))]
    .map((cells) => `${cells.join(',')}\r\n`)
    .join('');

function cellOf(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  // What begins so a spreadsheet would compute.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
