import type { Storage } from '../../platform/storage.ts';
import { bucketProblem } from '../batches/select.ts';
import { bucketsIn } from './buckets-in.ts';
import type { ActionRequest } from './definition.ts';
import type { Schedules } from './schedules.ts';
import type { Startable } from './startables.ts';

type Places = Pick<Storage, 'checkBucket'>;

/** The same, with an input that may name only buckets that this deployment allows, wherever it names one. */
export function allowedIn(places: Places, startable: Startable): Startable {
  const input = startable.input.check(({ value, issues }) => {
    for (const { bucket, path } of bucketsIn(startable.input, value)) {
      const message = bucketProblem(places, bucket);
      if (message !== null) issues.push({ code: 'custom', input: bucket, path, message });
    }
  });
  return { ...startable, input };
}

/** Schedules that are refused when they name a bucket that nobody may use, before they are due for the first time. */
export function inAllowedBuckets(places: Places, schedules: Schedules): Schedules {
  const allowed = ({ startable, input }: ActionRequest) => ({ startable: allowedIn(places, startable), input });
  return {
    ...schedules,
    create: (request, by) => schedules.create({ ...request, action: allowed(request.action) }, by),
    update: (name, revision, changes) =>
      schedules.update(name, revision, { ...changes, ...(changes.action && { action: allowed(changes.action) }) }),
  };
}
