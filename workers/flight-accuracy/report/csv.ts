import { csvLine } from '../../kit/report/csv.ts';
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

/** A line for each error. Errors are metres, measured less true, x east, y north, z up. */
export const csvReport = (errors: readonly ReportedError[]): string =>
  [Object.keys(columns), ...errors.map((error) => Object.values(columns).map((read) => read(error)))]
    .map(csvLine)
    .join('');
