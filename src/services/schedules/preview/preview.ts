import * as z from 'zod';
import { InvalidInputError, ScheduleNotFoundError } from '../../../errors.ts';
import type { Temporal } from '../../../platform/temporal.ts';
import { parseInput } from '../../parse-input.ts';
import { labelIssues } from '../../runs/labels.ts';
import type { Schedules } from '../schedules.ts';
import { specToTemporal } from '../spec-to-temporal.ts';
import { scheduleSpec, type ScheduleSpec, type ScheduleSpecInput } from '../spec.ts';
import { localTime } from './clock-changes.ts';
import { clockWarnings, type ClockWarning } from './clock-warnings.ts';
import { collisionsOf, type Collision, type CollisionRequest } from './collisions.ts';
import { matchingTimes } from '../matching-times.ts';
import { withThrowaway } from '../throwaway.ts';

const dayMs = 24 * 3600_000;
const usual = { rangeMs: 366 * dayMs, first: 50 };
const most = { rangeMs: 5 * 366 * dayMs, first: 500, counted: 10_000, within: 24 * 3600 };

/** What to look at: a spec, or a schedule that is there. */
export interface PreviewRequest {
  spec?: ScheduleSpecInput | undefined;
  name?: string | undefined;
  from?: Date | null | undefined;
  to?: Date | null | undefined;
  first?: number | null | undefined;
  collisions?: CollisionRequest | null | undefined;
}

export interface SchedulePreview {
  times: { at: Date; local: string }[];
  /** Of all times in the range; when there are more than are counted, it is not complete. */
  count: number;
  complete: boolean;
  warnings: ClockWarning[];
  collisions: Collision[];
  /** Whether those are all collisions of the times that are shown. */
  collisionsComplete: boolean;
}

const numbers = z.object({
  first: z.int().min(1).max(most.first).default(usual.first),
  collisions: z.object({ within: z.int().min(0).max(most.within) }).optional(),
});

/** Says when a schedule would be due. The server is asked, so that nothing here can disagree with it. */
export function createPreview(temporal: Temporal, schedules: Pick<Schedules, 'get'>) {
  return async (request: PreviewRequest): Promise<SchedulePreview> => {
    const { from, to } = rangeOf(request);
    const { first } = parseInput(numbers, {
      first: request.first ?? undefined,
      collisions: request.collisions ?? undefined,
    });
    const issues = request.collisions ? labelIssues(request.collisions.label, ['collisions', 'label']) : [];
    if (issues.length > 0) throw new InvalidInputError(issues);
    const look = async (name: string, spec: ScheduleSpec): Promise<SchedulePreview> => {
      const { times, complete } = await matchingTimes(temporal, name, { from, to, most: most.counted });
      const shown = times.slice(0, first);
      const { found, complete: collisionsComplete } = request.collisions
        ? await collisionsOf(temporal, shown, request.collisions, name)
        : { found: [], complete: true };
      return {
        times: shown.map((at) => ({ at, local: localTime(at, spec.timeZone) })),
        count: times.length,
        complete,
        warnings: await clockWarnings(temporal, spec, { from, to }),
        collisions: found,
        collisionsComplete,
      };
    };
    if (request.name !== undefined) {
      const schedule = await schedules.get(request.name);
      if (!schedule) throw new ScheduleNotFoundError(request.name);
      return look(schedule.name, schedule.spec);
    }
    const spec = parseInput(z.object({ spec: scheduleSpec }), request).spec;
    return withThrowaway(temporal, specToTemporal(spec), (name) => look(name, spec));
  };
}

export type PreviewSchedule = ReturnType<typeof createPreview>;

function rangeOf({ from, to }: PreviewRequest): { from: Date; to: Date } {
  const begin = from ?? new Date();
  const end = to ?? new Date(begin.getTime() + usual.rangeMs);
  if (end <= begin) throw new InvalidInputError([{ path: ['to'], message: 'Must be after from.' }]);
  if (+end - +begin > most.rangeMs)
    throw new InvalidInputError([{ path: ['to'], message: 'At most 5 years after from.' }]);
  return { from: begin, to: end };
}
