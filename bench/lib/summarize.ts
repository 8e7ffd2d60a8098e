import { DuckDBInstance } from '@duckdb/node-api';
import { serveJob } from '../../src/platform/jobs/serve-job.ts';

/** What DuckDB itself says of a CSV. */
serveJob(async (job) => {
  const { file } = job as { file: string };
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const reader = await connection.runAndReadAll(`SUMMARIZE SELECT * FROM read_csv('${file}')`);
  return reader.currentRowCount;
});
