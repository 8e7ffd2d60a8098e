import { eq } from 'drizzle-orm';
import type { TraceLink } from '../../platform/ai/trace-links.ts';
import type { Database } from '../../platform/db/database.ts';
import { generations } from '../../platform/db/tables/generations.ts';
import { decodeRunId } from '../runs/run-id.ts';

export type TraceUrl = (id: string) => Promise<string | null>;

/** Where the calls of models of a run can be looked at; null while it has made none, and when nothing is traced. */
export function createTraceUrl({ ask }: Pick<Database, 'ask'>, link: TraceLink): TraceUrl {
  return async (id) => {
    const key = decodeRunId(id);
    const url = key && link(key.first);
    if (!key || !url) return null;
    const any = await ask((db) =>
      db.select({ id: generations.id }).from(generations).where(eq(generations.run, key.first)).limit(1),
    );
    return any.length > 0 ? url : null;
  };
}
