import type { Storage } from '../../platform/storage.ts';
import { bucketIssues } from '../batches/select.ts';
import type { Selection } from '../batches/selection.ts';
import type { ActionRequest } from './definition.ts';
import type { Schedules } from './schedules.ts';
import type { Startable } from './startables.ts';

type Places = Pick<Storage, 'checkBucket'>;

/** The same, with an input that may select only from buckets that this deployment allows. */
export function allowedIn(places: Places, startable: Startable): Startable {
  if (!startable.selects) return startable;
  const input = startable.input.check(({ value, issues }) => {
    const { bucket } = value['select'] as Selection;
    const found = bucketIssues(places, bucket);
    issues.push(...found.map((issue) => ({ ...issue, code: 'custom' as const, input: bucket })));
  });
  return { ...startable, input };
}

/** Schedules that are refused when they select from a bucket that nobody may use, before they are due for the first time. */
export function inAllowedBuckets(places: Places, schedules: Schedules): Schedules {
  const allowed = ({ startable, input }: ActionRequest) => ({ startable: allowedIn(places, startable), input });
  return {
    ...schedules,
    create: (request, by) => schedules.create({ ...request, action: allowed(request.action) }, by),
    update: (name, revision, changes) =>
      schedules.update(name, revision, { ...changes, ...(changes.action && { action: allowed(changes.action) }) }),
  };
}
