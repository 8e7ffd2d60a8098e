import type { temporal } from '@temporalio/proto';
import type { Temporal } from '../../platform/temporal.ts';
import { encodeLabel } from '../../../workers/kit/wire/label.ts';
import { overlaps, ownLabels, type ScheduleDefinition } from './schedule.ts';
import { specToTemporal } from './spec-to-temporal.ts';
import { toDuration } from './time.ts';

/** A label of ours, by which schedules are found that start a workflow: the server offers nothing else to find them by. */
export const workflowLabel = `${ownLabels}workflow`;
/** Which file declares it. */
export const declaredLabel = `${ownLabels}declared`;
/** What of the file was applied: lists show labels, but neither input nor policies. */
export const appliedLabel = `${ownLabels}applied`;

/** In the memo of what a schedule starts: which write it comes from. */
export const writtenBy = 'tempographScheduleWrite';

/** A schedule as the server takes it. `write` names this write, so that one can see whether it has come through. */
export async function scheduleToTemporal(
  temporal: Temporal,
  name: string,
  { action, spec, overlap, catchUpWindow, pauseOnFailure, remainingActions, paused, note, labels }: ScheduleDefinition,
  write: string,
): Promise<temporal.api.schedule.v1.ISchedule> {
  const [input, mark] = await temporal.encode([action.input, write]);
  const [marks, starter] = temporal.encodeAttributes([labels.map(encodeLabel), [`schedule:${name}`]]);
  return {
    spec: specToTemporal(spec),
    action: {
      startWorkflow: {
        workflowId: name, // the server adds the time
        workflowType: { name: action.workflow },
        taskQueue: { name: action.taskQueue },
        input: { payloads: [input!] },
        memo: { fields: { [writtenBy]: mark! } },
        searchAttributes: {
          indexedFields: { TempographStartedBy: starter!, ...(labels.length > 0 && { TempographLabels: marks! }) },
        },
      },
    },
    policies: {
      overlapPolicy: overlaps.indexOf(overlap) + 1,
      catchupWindow: toDuration(catchUpWindow),
      pauseOnFailure,
    },
    state: {
      paused,
      notes: note,
      limitedActions: remainingActions !== null,
      remainingActions: toDuration(remainingActions ?? 0).seconds,
    },
  };
}

/** What a schedule is found by. */
export function attributesToTemporal(
  temporal: Temporal,
  { action, labels, declared }: Pick<ScheduleDefinition, 'action' | 'labels' | 'declared'>,
  createdBy: string | null,
): temporal.api.common.v1.ISearchAttributes {
  const own = [
    { key: workflowLabel, value: action.workflow },
    ...(declared ? [{ key: declaredLabel, value: declared.owner }] : []),
    ...(declared?.applied ? [{ key: appliedLabel, value: declared.applied }] : []),
  ];
  const [marks, creator] = temporal.encodeAttributes([[...labels, ...own].map(encodeLabel), [createdBy]]);
  return { indexedFields: { TempographLabels: marks!, ...(createdBy !== null && { TempographStartedBy: creator! }) } };
}
