import { ScheduleNotFoundError } from '../../errors.ts';
import { isNotFound, type Temporal } from '../../platform/temporal.ts';
import type { Description } from './from-temporal.ts';

/** What the server knows of a schedule. Throws ScheduleNotFoundError. */
export async function describeSchedule({ service, namespace, call }: Temporal, name: string): Promise<Description> {
  try {
    return await call(() => service.describeSchedule({ namespace, scheduleId: name }));
  } catch (error) {
    throw isNotFound(error) ? new ScheduleNotFoundError(name) : error;
  }
}
