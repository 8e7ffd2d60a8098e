import { canonicalJson } from '../../../../workers/kit/hash.ts';
import { DomainError, InvalidInputError } from '../../../errors.ts';
import { invalidReason, type Temporal } from '../../../platform/temporal.ts';
import { createSlots } from '../../../platform/slots.ts';
import type { Schedule, ScheduleDetails } from '../schedule.ts';
import { everyRow, type Page } from '../../page.ts';
import type { Schedules } from '../schedules.ts';
import { checkDue, checkSpec } from '../check-spec.ts';
import { comparable, comparableRow } from '../comparable.ts';
import { differences, type Difference } from './differences.ts';
import { SchedulesFileError, type FileProblem } from './file-error.ts';
import type { DeclaredFile, DeclaredSchedule } from './read-file.ts';

/** Something to do, so that what there is becomes what the file says. */
export type Step =
  | { kind: 'create'; name: string; schedule: DeclaredSchedule }
  | { kind: 'change'; name: string; schedule: DeclaredSchedule; revision: string; differences: Difference[] }
  | { kind: 'delete'; name: string };

export interface Plan {
  steps: Step[];
  /** Schedules of the file that are as it says. */
  same: number;
}

/** How many schedules are to be created, changed and deleted, and how many are as they should be. */
export function countsOf({ steps, same }: Plan) {
  const countOf = (kind: Step['kind']) => steps.filter((step) => step.kind === kind).length;
  return { create: countOf('create'), change: countOf('change'), delete: countOf('delete'), same };
}

/** Far below what a namespace takes in a second, and more at a time is hardly faster (measured). */
export const atOnce = 10;
/** A busy server takes longer than a call may for the thousand that Temporal would give (measured). */
const pageSize = 250;

/** Throws for a name that others use: what people made is left to them. */
class TakenError extends DomainError {
  constructor(owner: string | undefined) {
    const whose = owner === undefined ? 'was made by hand' : `belongs to the file of ${owner}`;
    super(
      'SCHEDULE_TAKEN',
      `A schedule of this name ${whose}. Choose another name, or take it over with \`adopt: true\`.`,
    );
  }
}

/**
 * Plans what a file asks for. Lists show neither inputs nor policies, so of what looks right in a list those `looks`
 * are described that were not for the longest time.
 */
export function createPlanner(temporal: Temporal, schedules: Pick<Schedules, 'get' | 'list'>) {
  /** By name, the plan that has described it last. */
  const described = new Map<string, number>();
  let count = 0;

  const ownedBy = async (owner: string): Promise<Map<string, Schedule>> => {
    const owned = new Map<string, Schedule>();
    const pageAt = (after?: string) => schedules.list({ declaredBy: owner }, pageSize, after).catch(noneYet);
    for await (const schedule of everyRow(pageAt)) owned.set(schedule.name, schedule);
    return owned;
  };

  const detailsOf = async (name: string): Promise<ScheduleDetails | null> =>
    (await schedules.get(name))?.details() ?? null;

  /** What to do about one schedule; null when it is as the file says. */
  const stepFor = async (file: DeclaredFile, name: string): Promise<Step | null> => {
    described.set(name, count);
    const schedule = file.schedules.get(name);
    const details = await detailsOf(name);
    if (!schedule) return details?.declared?.owner === file.owner ? { kind: 'delete', name } : null;
    if (!details) return { kind: 'create', name, schedule };
    const owner = details.declared?.owner;
    if (owner !== file.owner && !schedule.adopt) throw new TakenError(owner);
    const found = differences(comparable(details), schedule.said);
    if (owner !== file.owner) found.unshift({ field: 'declared', from: owner, to: file.owner });
    // Changed by hand, and back; or applied by a version that compared otherwise. Lists would go on to look wrong.
    else if (found.length === 0 && details.declared?.applied !== schedule.request.declared?.applied) {
      found.push({ field: 'declared', from: 'by an earlier text, or changed and back', to: 'as the file says now' });
    }
    return found.length === 0
      ? null
      : { kind: 'change', name, schedule, revision: details.revision, differences: found };
  };

  const plan = async (file: DeclaredFile, looks: number): Promise<Plan> => {
    count++;
    const owned = await ownedBy(file.owner);
    const names = [...file.schedules.keys()];
    const looksRight = (name: string) => isAsListed(owned.get(name), file.schedules.get(name)!);
    const right = names.filter(looksRight).toSorted((a, b) => (described.get(a) ?? 0) - (described.get(b) ?? 0));
    const toLookAt = [
      ...names.filter((name) => !looksRight(name)),
      ...right.slice(0, looks),
      ...[...owned.keys()].filter((name) => !file.schedules.has(name)),
    ];
    /** Schedules that differ in what they start often have the same times. */
    const checked = new Map<string, Promise<void>>();
    const check = ({ spec, said }: DeclaredSchedule) => {
      const times = canonicalJson(said['spec']);
      // One whose times are over stays in its file: only what was never due is wrong.
      const asked = checked.get(times) ?? checkSpec(temporal, spec).then(() => checkDue(temporal, spec));
      checked.set(times, asked);
      return asked;
    };
    const slots = createSlots(atOnce);
    const problems: FileProblem[] = [];
    const steps = await Promise.all(
      toLookAt.map((name) =>
        slots.run(async () => {
          try {
            const step = await stepFor(file, name);
            // Asked now, as afterwards half of the file might be applied.
            if (step && step.kind !== 'delete') await check(step.schedule);
            return step ?? [];
          } catch (error) {
            if (error instanceof TakenError) problems.push(file.problemAt(name, { path: [], message: error.message }));
            else if (error instanceof InvalidInputError)
              problems.push(...error.issues.map((issue) => file.problemAt(name, issue)));
            else throw error;
            return [];
          }
        }),
      ),
    );
    if (problems.length > 0) throw new SchedulesFileError(file.path, problems);
    const todo = steps.flat();
    return { steps: todo, same: names.length - todo.filter(({ kind }) => kind !== 'delete').length };
  };

  return { plan, stepFor };
}
/** Before the first start our search attributes are not known there, so nothing can have them. */
function noneYet(error: unknown): Page<Schedule> {
  if (invalidReason(error) === null) throw error;
  return { rows: [], endCursor: null, hasNextPage: false };
}

export type Planner = ReturnType<typeof createPlanner>;

/** Whether all that a list shows of a schedule is what the file says. */
function isAsListed(row: Schedule | undefined, { request, said }: DeclaredSchedule): boolean {
  if (!row || canonicalJson(row.declared) !== canonicalJson(request.declared)) return false;
  const listed = comparableRow(row);
  const fields = Object.keys(listed) as (keyof typeof listed)[];
  const wanted = Object.fromEntries(fields.map((field) => [field, said[field]]));
  return differences(listed, wanted).length === 0;
}
