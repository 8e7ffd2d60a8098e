import type { Log } from '../../platform/log.ts';
import { isNotFound, mayPass, type Temporal } from '../../platform/temporal.ts';
import { longestPage } from '../temporal-pages.ts';
import { throwawayPrefix } from './schedule.ts';
import { specRefusal } from './spec-refusal.ts';
import { throwawayRequest, type ProtoSpec } from './throwaway-request.ts';

/** A throwaway that is older belongs to a process that is gone. */
const longestLifeMs = 10 * 60_000;

/** Asks the server about a spec by a paused schedule that is deleted afterwards. Throws InvalidInputError. */
export async function withThrowaway<T>(
  temporal: Temporal,
  spec: ProtoSpec,
  use: (name: string) => Promise<T>,
): Promise<T> {
  const request = throwawayRequest(temporal, spec);
  try {
    await temporal.call(() => temporal.service.createSchedule(request));
  } catch (error) {
    const refusal = await specRefusal(temporal, error, spec);
    if (refusal !== error) throw refusal;
    await removeIfThere(temporal, request.scheduleId).catch((left: unknown) => {
      throw new AggregateError([error, left], 'a throwaway schedule could neither be made nor be removed', {
        cause: error,
      });
    });
    throw error;
  }
  try {
    return await use(request.scheduleId);
  } finally {
    await remove(temporal, request.scheduleId);
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

/** What may have been made all the same. Not now, when Temporal is away: `removeThrowaways` comes to it later. */
async function removeIfThere(temporal: Temporal, scheduleId: string): Promise<void> {
  try {
    await remove(temporal, scheduleId);
  } catch (error) {
    if (!mayPass(error)) throw error;
  }
}

async function remove({ service, namespace, call }: Temporal, scheduleId: string): Promise<void> {
  try {
    await call(() => service.deleteSchedule({ namespace, scheduleId }));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
