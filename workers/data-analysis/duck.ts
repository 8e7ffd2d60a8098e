import { DuckDBInstance, JSDuckDBValueConverter, type DuckDBConnection, type JS } from '@duckdb/node-api';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { JobRefused, outOfMemory } from '../../src/platform/jobs/job-messages.ts';
import { isOfDisk } from './is-of-disk.ts';

/** Of the memory of the process; the rest is JavaScript, and what DuckDB does not count. */
const memoryShare = 0.4;

export interface Duck {
  connection: DuckDBConnection;
  /** Rows by column, all of them in memory. */
  rows<T extends object = Record<string, JS>>(sql: string): Promise<T[]>;
  run(sql: string): Promise<void>;
  /** Each chunk as lists of its columns. */
  chunks(sql: string): AsyncIterable<readonly (readonly JS[])[]>;
}

interface Options {
  /** The only folder it reads and writes; it has to be empty but for files to read. */
  folder: string;
  /** Of the process. */
  memory: number;
  /** One by default: sums of floating point then do not depend on which thread was faster. */
  threads?: number;
}

/** A database in memory that sees one folder, loads no extension and connects to nobody, and cannot be told otherwise. */
export async function openDuck({ folder, memory, threads = 1 }: Options): Promise<Duck> {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) });
  const connection = await instance.connect();
  const spill = path.join(folder, 'spill');
  await rm(spill, { recursive: true, force: true });
  const settings = [
    `memory_limit = '${Math.floor((memory * memoryShare) / 1024)}KiB'`,
    `temp_directory = ${text(spill)}`,
    `max_temp_directory_size = '4GB'`,
    `preserve_insertion_order = true`,
    `autoinstall_known_extensions = false`,
    `autoload_known_extensions = false`,
    `allow_community_extensions = false`,
    `TimeZone = 'UTC'`,
    `allowed_directories = [${text(`${folder}/`)}]`,
    `enable_external_access = false`,
    `lock_configuration = true`,
  ];
  for (const setting of settings) await connection.run(`SET ${setting}`);

  const rows = async <T extends object>(sql: string): Promise<T[]> =>
    (await known(connection.runAndReadAll(sql))).getRowObjectsJS() as T[];
  return {
    connection,
    rows,
    run: async (sql) => void (await known(connection.run(sql))),
    async *chunks(sql) {
      const result = await known(connection.stream(sql));
      for (;;) {
        const chunk = await known(result.fetchChunk());
        if (!chunk || chunk.rowCount === 0) return;
        yield chunk.convertColumns(JSDuckDBValueConverter);
      }
    },
  };
}

async function known<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && isOfMemory(error) && !isOfDisk(error))
      throw new JobRefused(outOfMemory, 'It needs more memory than it may have.');
    throw error;
  }
}

export const isOfMemory = ({ message }: Error) => /^Out of Memory Error|bad_alloc|failed to allocate/i.test(message);

/** As SQL writes text, and the name of a column. */
export const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
export const name = (column: string) => `"${column.replaceAll('"', '""')}"`;
