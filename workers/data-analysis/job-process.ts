import { writeFile } from 'node:fs/promises';
import { serveJob } from '../../src/platform/jobs/serve-job.ts';
import { analyse } from './analyse.ts';
import { openDuck } from './duck.ts';
import type { Job, Jobs } from './jobs.ts';
import { planOf, readTable } from './reading/read-table.ts';
import { runSql } from './sql/run-sql.ts';
import { openForSql, openTable } from './table.ts';

/** Reading uses both cores of a small machine; what is computed has to be the same each time, and so one. */
const readers = 2;

serveJob(async (asked, report): Promise<Jobs[keyof Jobs]['result']> => {
  const job = asked as Job;
  const { folder, memory } = job;
  switch (job.kind) {
    case 'plan': {
      const duck = await openDuck({ folder, memory, threads: readers });
      return planOf(duck, job, job.key, job.wishes);
    }
    case 'load': {
      const duck = await openDuck({ folder, memory, threads: readers });
      return readTable(duck, job, job.plan, job.maxRejected);
    }
    case 'analyse': {
      const table = await openTable(await openDuck({ folder, memory }), job.parquet, job.columns);
      const findings = await analyse(table, job.analyses, { ...job, report });
      await writeFile(job.findings, JSON.stringify(findings));
      return null;
    }
    case 'sql': {
      const duck = await openDuck({ folder, memory });
      await openForSql(duck, job.parquet, job.columns);
      const rows = await runSql(duck, job.sql, job.most);
      await writeFile(job.rows, JSON.stringify(rows));
      return { rowCount: rows.rows.length, truncated: rows.truncated };
    }
  }
});
