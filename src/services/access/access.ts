import { backfillName } from '../../../workers/kit/backfill/contract.ts';
import { batchName } from '../../../workers/kit/batch/contract.ts';
import { ForbiddenError } from '../../errors.ts';

/**
 * What a caller may do: see runs by their ids, list them, see also what they were given, start, stop and decide, make schedules; make
 * access tokens (GRANT); manage keys and read the audit log (ADMINISTER).
 */
export const permissions = [
  'WATCH',
  'LIST',
  'INSPECT',
  'START',
  'CANCEL',
  'DECIDE',
  'SCHEDULE',
  'GRANT',
  'ADMINISTER',
] as const;
export type Permission = (typeof permissions)[number];

/** The roles of API keys, each with all that the one before has. */
export const roles = ['VIEWER', 'OPERATOR', 'ADMIN'] as const;
export type Role = (typeof roles)[number];

/** What a caller may do, and to which runs. Callers with the same access see the same. */
export interface Access {
  permissions: readonly Permission[];
  /** Ids of the only runs it holds for; null: all. */
  runs: readonly string[] | null;
  /** The only workflows it holds for; null: all. */
  workflows: readonly string[] | null;
}

const ofRoles: Record<Role, readonly Permission[]> = {
  VIEWER: ['WATCH', 'LIST', 'INSPECT'],
  OPERATOR: ['WATCH', 'LIST', 'INSPECT', 'START', 'CANCEL', 'DECIDE', 'SCHEDULE', 'GRANT'],
  ADMIN: permissions,
};

export const accessOf = (role: Role, workflows: readonly string[] | null = null): Access => ({
  permissions: ofRoles[role],
  runs: null,
  workflows,
});

/** Of whoever reaches a server that asks for no key. */
export const everything = accessOf('ADMIN');

/** Throws ForbiddenError, which says whose keys may. */
export function assertMay(access: Access, permission: Permission) {
  if (may(access, permission)) return;
  const least = roles.find((role) => ofRoles[role].includes(permission));
  throw new ForbiddenError(`This needs the permission ${permission}, which comes with the role ${least}.`);
}

export const may = ({ permissions: held }: Access, permission: Permission) => held.includes(permission);

/** Whether an access holds for a run. Who may do with single runs of a workflow may do the same with its batches. */
export const covers = (access: Access, { id, workflow }: { id: string; workflow: string }) =>
  (access.runs === null || access.runs.includes(id)) && coversWorkflow(access, workflow);

/** The same of a workflow type, be it that of single runs, of batches, or of backfills of either. */
export const coversWorkflow = (access: Access, type: string) => workflowTypesOf(access)?.includes(type) ?? true;

/** The only workflow types an access holds for; null: all. */
export const workflowTypesOf = ({ workflows }: Access) =>
  workflows && workflows.flatMap((name) => [name, batchName(name)]).flatMap((type) => [type, backfillName(type)]);

/** The same text for the same access, in whatever order it was given. */
export const scopeOf = ({ permissions: held, runs, workflows }: Access): string =>
  JSON.stringify([sorted(held), runs && sorted(runs), workflows && sorted(workflows)]);

/** The access a scope was made of. */
export function accessOfScope(scope: string): Access {
  const [held, runs, workflows] = JSON.parse(scope) as [Permission[], string[] | null, string[] | null];
  return { permissions: held, runs, workflows };
}

const sorted = <T extends string>(list: readonly T[]) => [...new Set(list)].toSorted();
