import type { Temporal } from '../../../platform/temporal.ts';
import { longestPage } from '../../temporal-pages.ts';
import { pagesOf, quoted } from '../../runs/list.ts';

/** Stores compare times of different precision as text, so what is near is asked for as well. */
const marginMs = 1000;

/**
 * The workflow ids of runs that a schedule has for times in a range, as Temporal lists them: all at once, but moments
 * late.
 */
export async function listedRunIds(temporal: Temporal, schedule: string, from: Date, to: Date): Promise<Set<string>> {
  const query = [
    `TemporalScheduledById = ${quoted(schedule)}`,
    `TemporalScheduledStartTime >= ${quoted(new Date(+from - marginMs).toISOString())}`,
    `TemporalScheduledStartTime <= ${quoted(new Date(+to + marginMs).toISOString())}`,
  ].join(' AND ');
  const pageAt = pagesOf(temporal, query);
  const ids = new Set<string>();
  let token = '';
  do {
    const { rows, next } = await pageAt(token, longestPage);
    for (const { execution } of rows) ids.add(execution?.workflowId ?? '');
    token = next;
  } while (token !== '');
  return ids;
}
