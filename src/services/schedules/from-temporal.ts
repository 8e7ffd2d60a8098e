import type { temporal } from '@temporalio/proto';
import type { Temporal } from '../../platform/temporal.ts';
import { attributeOf } from '../runs/attributes.ts';
import { decodeLabel } from '../../../workers/kit/wire/label.ts';
import { milliseconds, timestamp } from '../runs/timestamp.ts';
import { overlaps, ownLabels, type Declared, type ScheduleDetails, type ScheduledRun } from './schedule.ts';
import { specFromTemporal } from './spec-from-temporal.ts';
import { appliedLabel, declaredLabel } from './to-temporal.ts';

export type Description = temporal.api.workflowservice.v1.IDescribeScheduleResponse;
export type ListEntry = temporal.api.schedule.v1.IScheduleListEntry;
type ActionResult = temporal.api.schedule.v1.IScheduleActionResult;
type Attributes = temporal.api.common.v1.ISearchAttributes;

/** What the server lists of a schedule. */
export async function rowOf(temporal: Temporal, { scheduleId, info, searchAttributes }: ListEntry) {
  return {
    id: scheduleId ?? '',
    name: scheduleId ?? '',
    workflow: info?.workflowType?.name ?? '',
    spec: specFromTemporal(info?.spec),
    paused: info?.paused ?? false,
    note: info?.notes ?? '',
    next: (info?.futureActionTimes ?? []).flatMap((time) => timestamp(time) ?? []),
    recent: (info?.recentActions ?? []).flatMap(toScheduledRun).toReversed(),
    ...(await marksOf(temporal, searchAttributes)),
  };
}

/** All that there is to know of a schedule. */
export async function detailsOf(temporal: Temporal, name: string, described: Description): Promise<ScheduleDetails> {
  const { schedule, info, searchAttributes } = described;
  const start = schedule?.action?.startWorkflow;
  const { policies, state } = schedule ?? {};
  const [input] = await temporal.decode((start?.input?.payloads ?? []).slice(0, 1));
  const listed = {
    workflowType: start?.workflowType,
    spec: schedule?.spec,
    paused: state?.paused,
    notes: state?.notes,
    futureActionTimes: info?.futureActionTimes,
    recentActions: info?.recentActions,
  };
  const row = await rowOf(temporal, { scheduleId: name, info: listed, searchAttributes });
  return {
    ...row,
    action: { workflow: row.workflow, taskQueue: start?.taskQueue?.name ?? '', input },
    overlap: overlaps[(policies?.overlapPolicy || 1) - 1] ?? 'SKIP',
    catchUpWindow: milliseconds(policies?.catchupWindow) / 1000,
    pauseOnFailure: policies?.pauseOnFailure ?? false,
    remainingActions: state?.limitedActions ? Number(state.remainingActions ?? 0) : null,
    revision: revisionOf(described),
    counts: {
      started: Number(info?.actionCount ?? 0),
      skippedByOverlap: Number(info?.overlapSkipped ?? 0),
      missed: Number(info?.missedCatchupWindow ?? 0),
    },
    createdAt: timestamp(info?.createTime),
    updatedAt: timestamp(info?.updateTime),
  };
}

/**
 * The server's own token, which it compares when something is to be changed; and when the schedule was made, as the token
 * begins anew with one that is made under the same name.
 */
export const revisionOf = ({ conflictToken, info }: Description) =>
  `${(+(timestamp(info?.createTime) ?? 0)).toString(36)}-${Buffer.from(conflictToken ?? []).toString('base64url')}`;

async function marksOf(temporal: Temporal, attributes: Attributes | null | undefined) {
  const labels = (await attributeOf(temporal, attributes, 'TempographLabels')).map(decodeLabel);
  const [createdBy = null] = await attributeOf(temporal, attributes, 'TempographStartedBy');
  const own = (name: string) => labels.find(({ key }) => key === name)?.value ?? null;
  const owner = own(declaredLabel);
  const declared: Declared | null = owner === null ? null : { owner, applied: own(appliedLabel) };
  return { labels: labels.filter(({ key }) => !key.startsWith(ownLabels)), declared, createdBy };
}

function toScheduledRun({ scheduleTime, actualTime, startWorkflowResult }: ActionResult): ScheduledRun[] {
  const { workflowId, runId } = startWorkflowResult ?? {};
  if (!workflowId || !runId) return [];
  const key = { workflowId, first: runId };
  return [{ scheduledAt: timestamp(scheduleTime), startedAt: timestamp(actualTime), key }];
}
