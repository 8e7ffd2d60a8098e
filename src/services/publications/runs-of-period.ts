import type { Temporal } from '../../platform/temporal.ts';
import { encodeLabel, type Label } from '../../../workers/kit/wire/label.ts';
import { readOutcome, type RunOutcome } from '../runs/history.ts';
import { pagesOf, quoted } from '../runs/list.ts';
import { createOrigins } from '../runs/origins.ts';
import { replacedRows } from '../runs/replaced.ts';
import { toStatus, type RunStatus } from '../runs/status.ts';
import { createSlots } from '../../platform/slots.ts';

/** A run as Temporal lists it. */
export interface ListedRun {
  first: string;
  workflowId: string;
  /** Of its newest execution. */
  runId: string;
  status: RunStatus;
}

interface RunPeriod {
  workflow: string;
  label: Label;
  from: Date;
  to: Date;
}

const pageSize = 100;
/** Temporal serves watchers meanwhile. */
const atOnce = 4;

/** Runs of a workflow that began in a period, newest first, whoever has started them. Temporal knows no others than it remembers. */
export async function runsOfPeriod(
  temporal: Temporal,
  { workflow, label, from, to }: RunPeriod,
  most: number,
): Promise<ListedRun[]> {
  const query = [
    `WorkflowType = ${quoted(workflow)}`,
    `TempographLabels = ${quoted(encodeLabel(label))}`,
    `ExecutionStatus != 'ContinuedAsNew'`,
    `StartTime >= ${quoted(from.toISOString())}`,
    `StartTime < ${quoted(to.toISOString())}`,
  ].join(' AND ');
  const { firstOf } = createOrigins(temporal);
  const pageAt = pagesOf(temporal, query);
  const runs: ListedRun[] = [];
  for (let token: string | null = ''; token !== null && runs.length < most;) {
    const { rows, next } = await pageAt(token, pageSize);
    const replaced = await replacedRows(temporal, rows, firstOf);
    for (const info of rows) {
      const { workflowId = '', runId = '' } = info.execution ?? {};
      if (replaced.has(runId ?? '')) continue;
      const ids = { workflowId: workflowId ?? '', runId: runId ?? '' };
      runs.push({ first: await firstOf(info), ...ids, status: toStatus(info.status) });
    }
    token = next === '' ? null : next;
  }
  return runs.slice(0, most);
}

/** How runs have ended, in their order. */
export function outcomesOf(temporal: Temporal, runs: readonly ListedRun[]): Promise<RunOutcome[]> {
  const slots = createSlots(atOnce);
  return Promise.all(
    runs.map(({ workflowId, runId }) => slots.run(() => readOutcome(temporal, { workflowId, runId }))),
  );
}
