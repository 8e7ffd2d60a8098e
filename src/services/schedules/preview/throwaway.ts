import type { temporal } from '@temporalio/proto';
import { randomUUID } from 'node:crypto';
import { InvalidInputError } from '../../../errors.ts';
import type { Log } from '../../../platform/log.ts';
import { invalidReason, isNotFound, type Temporal } from '../../../platform/temporal.ts';
import { longestPage } from '../../pages.ts';

/** Before the names of schedules that are there only to be asked when they would be due. */
export const throwawayPrefix = 'tempograph-preview-';
/** A throwaway that is older belongs to a process that is gone. */
const longestLifeMs = 10 * 60_000;

/** Asks the server about a spec by a paused schedule that is deleted afterwards. Throws InvalidInputError. */
export async function withThrowaway<T>(
  temporal: Temporal,
  spec: temporal.api.schedule.v1.IScheduleSpec,
  use: (name: string) => Promise<T>,
): Promise<T> {
  const { service, namespace, call } = temporal;
  const name = `${throwawayPrefix}${Date.now()}-${randomUUID()}`;
  const action = { workflowId: name, workflowType: { name: 'none' }, taskQueue: { name: 'none' } };
  const schedule = { spec, action: { startWorkflow: action }, state: { paused: true } };
  try {
    await call(() => service.createSchedule({ namespace, scheduleId: name, requestId: randomUUID(), schedule }));
  } catch (error) {
    const reason = invalidReason(error);
    throw reason === null ? error : new InvalidInputError([{ path: ['spec'], message: reason }]);
  }
  try {
    return await use(name);
  } finally {
    await remove(temporal, name);
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
