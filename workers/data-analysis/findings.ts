import type { Chart } from './charts/chart.ts';
import type {
  Clustering,
  ColumnOutliers,
  ColumnStatistics,
  ComparedColumn,
  Correlation,
  Profile,
  TimeSeries,
} from './contract/findings.ts';

/** All that was found in a table: what is stored as `analysis.json`, and what results and reports are made of. */
export interface Findings {
  profile: Profile | null;
  statistics: ColumnStatistics[];
  correlations: Correlation[];
  outliers: ColumnOutliers[];
  clustering: Clustering | null;
  timeSeries: TimeSeries | null;
  comparison: ComparedColumn[];
  charts: Chart[];
  notes: string[];
  /** Values of columns that have few, for questions. */
  categories: { column: string; values: string[] }[];
}
