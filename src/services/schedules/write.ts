import { randomUUID } from 'node:crypto';
import { ScheduleAlreadyExistsError, ScheduleConflictError, ScheduleNotFoundError } from '../../errors.ts';
import type { Database } from '../../platform/db/database.ts';
import { isAlreadyExists, isNotFound, isOutdated, type Temporal } from '../../platform/temporal.ts';
import { noteUse } from './first-use.ts';
import type { ScheduleDefinition } from './schedule.ts';
import { specRefusal } from './spec-refusal.ts';
import type { ProtoSpec } from './throwaway-request.ts';
import { attributesToTemporal, scheduleToTemporal } from './to-temporal.ts';

/**
 * Does something to a schedule. Throws ScheduleNotFoundError, ScheduleConflictError, or InvalidInputError for what the
 * server refuses.
 */
export async function changeSchedule(
  temporal: Temporal,
  name: string,
  request: () => Promise<unknown>,
  spec?: ProtoSpec | null,
): Promise<void> {
  try {
    await temporal.call(request);
  } catch (error) {
    if (isNotFound(error)) throw new ScheduleNotFoundError(name);
    if (isOutdated(error)) throw new ScheduleConflictError(name);
    throw await specRefusal(temporal, error, spec); // all but the spec was checked before
  }
}

/** Makes a schedule, and does not look at it afterwards. Throws InvalidInputError, or ScheduleAlreadyExistsError. */
export async function makeSchedule(
  temporal: Temporal,
  database: Database,
  name: string,
  definition: ScheduleDefinition,
  createdBy: string | null,
): Promise<void> {
  const { service, namespace } = temporal;
  const schedule = await scheduleToTemporal(temporal, name, definition, randomUUID());
  const searchAttributes = attributesToTemporal(temporal, definition, createdBy);
  await noteUse(database, name); // before it is there: whatever happens next, it did not run anything earlier
  try {
    await changeSchedule(
      temporal,
      name,
      () =>
        service.createSchedule({ namespace, scheduleId: name, requestId: randomUUID(), schedule, searchAttributes }),
      schedule.spec,
    );
  } catch (error) {
    throw isAlreadyExists(error) ? new ScheduleAlreadyExistsError(name) : error;
  }
}
