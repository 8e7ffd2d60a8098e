import { InvalidInputError } from '../../errors.ts';
import type { Temporal } from '../../platform/temporal.ts';
import type { Page } from '../page.ts';
import { fromBase64, pageOf, toBase64, type FetchPage } from '../temporal-pages.ts';
import { encodeLabel, type Label } from '../../../workers/kit/wire/label.ts';
import { labelIssues } from '../runs/labels.ts';
import { quoted } from '../runs/list.ts';
import type { ListEntry } from './from-temporal.ts';
import { throwawayPrefix } from './schedule.ts';
import { declaredLabel, workflowLabel } from './to-temporal.ts';

/** Which schedules; what is left out does not narrow the list. */
export interface ScheduleFilter {
  workflow?: string | null;
  paused?: boolean | null;
  label?: Label | null;
  /** Only what the file of this owner declares. */
  declaredBy?: string;
  /** Only schedules of these workflows. */
  workflows?: readonly string[];
}

/** One page of schedules, by the names of no order. The list lags behind by moments. Throws InvalidInputError. */
export async function listSchedules(
  temporal: Temporal,
  filter: ScheduleFilter,
  first: number,
  after?: string | null,
): Promise<Page<ListEntry>> {
  const issues = filter.label ? labelIssues(filter.label, ['filter', 'label']) : [];
  if (issues.length > 0) throw new InvalidInputError(issues);
  const query = toQuery(filter);
  const { service, namespace, call } = temporal;
  const pageAt: FetchPage<ListEntry> = async (token, maximumPageSize) => {
    const request = { namespace, query, maximumPageSize, nextPageToken: fromBase64(token) };
    const { schedules, nextPageToken } = await call(() => service.listSchedules(request));
    return { rows: schedules ?? [], next: toBase64(nextPageToken) };
  };
  return pageOf(pageAt, first, after);
}

const quotedLabel = (label: Label) => quoted(encodeLabel(label));
const ofWorkflow = (value: string) => quotedLabel({ key: workflowLabel, value });

function toQuery({ workflow, workflows, paused, label, declaredBy }: ScheduleFilter): string {
  return [
    `ScheduleId NOT STARTS_WITH ${quoted(throwawayPrefix)}`,
    workflow != null && `TempographLabels = ${ofWorkflow(workflow)}`,
    workflows && `TempographLabels IN (${workflows.map(ofWorkflow).join(', ')})`,
    declaredBy && `TempographLabels = ${quotedLabel({ key: declaredLabel, value: declaredBy })}`,
    label && `TempographLabels = ${quotedLabel(label)}`,
    paused != null && `TemporalSchedulePaused = ${paused}`,
  ]
    .filter(Boolean)
    .join(' AND ');
}
