import type { temporal } from '@temporalio/proto';
import { randomUUID } from 'node:crypto';
import type { Temporal } from '../../platform/temporal.ts';
import { throwawayPrefix } from './schedule.ts';

export type ProtoSpec = temporal.api.schedule.v1.IScheduleSpec;

/** A request for a schedule that starts nothing. */
export function throwawayRequest({ namespace }: Temporal, spec: ProtoSpec) {
  const scheduleId = `${throwawayPrefix}${Date.now()}-${randomUUID()}`;
  const action = { workflowId: scheduleId, workflowType: { name: 'none' }, taskQueue: { name: 'none' } };
  const schedule = { spec, action: { startWorkflow: action }, state: { paused: true } };
  return { namespace, scheduleId, requestId: randomUUID(), schedule };
}
