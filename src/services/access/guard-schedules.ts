import { ForbiddenError, ScheduleNotFoundError } from '../../errors.ts';
import type { Schedules } from '../schedules/schedules.ts';
import type { StartedBy } from '../runs/start.ts';
import type { Services } from '../services.ts';
import { assertMay, coversWorkflow, workflowTypesOf, type Permission } from './access.ts';
import { anyone, type Caller } from './caller.ts';

type Guarded = Pick<Services, 'schedules' | 'previewSchedule' | 'backfillSchedule' | 'applyDeclared'>;

/** Schedules as a caller may use them: only those of workflows that the access covers are there. */
export function guardSchedules(services: Guarded, caller: Caller, by: StartedBy): Guarded {
  const { schedules, previewSchedule, backfillSchedule, applyDeclared } = services;
  const { access, actor } = caller;
  const need = (permission: Permission) => assertMay(access, permission);
  const types = workflowTypesOf(access);
  const covers = (type: string) => coversWorkflow(access, type);
  const needWorkflow = (workflow: string) => {
    if (!covers(workflow)) throw new ForbiddenError(`This key or token is not for ${workflow}.`);
  };
  const assertVisible = async (name: string) => {
    need('SCHEDULE');
    if (!access.workflows) return;
    const schedule = await schedules.get(name);
    if (!schedule || !covers(schedule.workflow)) throw new ScheduleNotFoundError(name);
  };
  const guarded: Schedules = {
    async get(name) {
      need('LIST');
      const schedule = await schedules.get(name);
      return schedule && covers(schedule.workflow) ? schedule : null;
    },
    async list(filter, first, after) {
      need('LIST');
      return schedules.list({ ...filter, ...(types && { workflows: types }) }, first, after);
    },
    async create(request) {
      need('SCHEDULE');
      needWorkflow(request.action.startable.contract.name);
      return schedules.create(request, caller === anyone ? null : actor);
    },
    async update(name, revision, changes) {
      await assertVisible(name);
      if (changes.action) needWorkflow(changes.action.startable.contract.name);
      return schedules.update(name, revision, changes);
    },
    async remove(name) {
      await assertVisible(name);
      return schedules.remove(name);
    },
    async pause(name, note) {
      await assertVisible(name);
      return schedules.pause(name, note);
    },
    async resume(name, note) {
      await assertVisible(name);
      return schedules.resume(name, note);
    },
    async trigger(name, overlap) {
      await assertVisible(name);
      return schedules.trigger(name, overlap);
    },
  };
  return {
    schedules: guarded,
    async backfillSchedule(request) {
      await assertVisible(request.name);
      return backfillSchedule(request, by);
    },
    async applyDeclared(text, dryRun) {
      need('SCHEDULE');
      // A file is applied as a whole, and deletes what its owner had of any workflow.
      if (access.workflows) throw new ForbiddenError('This key or token is for some workflows only, a file for all.');
      return applyDeclared(text, dryRun);
    },
    async previewSchedule(request) {
      need('SCHEDULE');
      if (request.name !== undefined) await assertVisible(request.name);
      const { collisions } = request;
      return previewSchedule(
        collisions && types ? { ...request, collisions: { ...collisions, workflows: types } } : request,
      );
    },
  };
}
