import type { temporal } from '@temporalio/proto';
import { randomUUID } from 'node:crypto';
import type { Log } from '../../platform/log.ts';
import { isNotFound, type Temporal } from '../../platform/temporal.ts';
import { longestPage } from '../pages.ts';
import { throwawayPrefix } from './schedule.ts';
import { specToTemporal } from './spec-to-temporal.ts';
import type { ScheduleSpec } from './spec.ts';
import { specRefusal } from './write.ts';

/** A throwaway that is older belongs to a process that is gone. */
const longestLifeMs = 10 * 60_000;

type ProtoSpec = temporal.api.schedule.v1.IScheduleSpec;

/** A request for a schedule that starts nothing. */
function throwaway({ namespace }: Temporal, spec: ProtoSpec) {
  const scheduleId = `${throwawayPrefix}${Date.now()}-${randomUUID()}`;
  const action = { workflowId: scheduleId, workflowType: { name: 'none' }, taskQueue: { name: 'none' } };
  const schedule = { spec, action: { startWorkflow: action }, state: { paused: true } };
  return { namespace, scheduleId, requestId: randomUUID(), schedule };
}

/** Asks the server about a spec by a paused schedule that is deleted afterwards. Throws InvalidInputError. */
export async function withThrowaway<T>(
  temporal: Temporal,
  spec: ProtoSpec,
  use: (name: string) => Promise<T>,
): Promise<T> {
  const request = throwaway(temporal, spec);
  try {
    await temporal.call(() => temporal.service.createSchedule(request));
  } catch (error) {
    const refusal = specRefusal(error);
    // It may be there all the same; why it is not is told below.
    if (refusal === error) await remove(temporal, request.scheduleId).catch(() => undefined);
    throw refusal;
  }
  try {
    return await use(request.scheduleId);
  } finally {
    await remove(temporal, request.scheduleId);
  }
}

/** Asks the server whether it would take a spec, and changes nothing. Throws InvalidInputError. */
export async function checkSpec(temporal: Temporal, spec: ScheduleSpec): Promise<void> {
  // The server looks at what is asked for before it looks for the schedule (measured, 1.31), and there is none of this name.
  const request = throwaway(temporal, specToTemporal(spec));
  try {
    await temporal.call(() => temporal.service.updateSchedule(request));
  } catch (error) {
    if (!isNotFound(error)) throw specRefusal(error);
  }
}

/** Removes what processes have left behind that died in between. */
export async function removeThrowaways(temporal: Temporal, log: Log): Promise<void> {
  const { service, namespace, call } = temporal;
  const query = `ScheduleId STARTS_WITH '${throwawayPrefix}'`;
  const { schedules } = await call(() => service.listSchedules({ namespace, maximumPageSize: longestPage, query }));
  const names = (schedules ?? []).flatMap(({ scheduleId }) => (scheduleId && isOld(scheduleId) ? [scheduleId] : []));
  for (const name of names) await remove(temporal, name);
  if (names.length > 0) log.info({ count: names.length }, 'schedules that a preview has left behind were removed');
}

const isOld = (name: string) => Number(name.slice(throwawayPrefix.length).split('-')[0]) < Date.now() - longestLifeMs;

async function remove({ service, namespace, call }: Temporal, scheduleId: string): Promise<void> {
  try {
    await call(() => service.deleteSchedule({ namespace, scheduleId }));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
