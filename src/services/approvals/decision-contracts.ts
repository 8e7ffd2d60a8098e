import * as z from 'zod';
import type { DecisionContract, WorkflowContract } from '../../../workers/kit/contract.ts';
import { kitDecisions } from '../../../workers/kit/wire/kit-decisions.ts';
import type { InputIssue } from '../../errors.ts';
import { check, issuesOf } from '../parse-input.ts';
import type { Approval } from './approval.ts';
import { shownObjects, type ShownObject } from './shown-objects.ts';

/** Characters of edits as JSON: they go through the history of the run. */
const longestEdits = 64 * 1024;

const refuse = (message: string) => [{ path: ['edits'], message }];

interface Editable {
  schema: z.ZodObject;
  json: Record<string, unknown>;
}

/** What people may change when they decide. Throws where the edits of a decision have no form in JSON Schema. */
export function createDecisionContracts(contracts: readonly WorkflowContract[]) {
  const editables = new Map<string, Editable | null>();
  const shows = new Map<string, z.ZodObject>();
  const put = (workflow: string, decisions: Readonly<Record<string, DecisionContract>> = {}) => {
    for (const [name, { edit, show }] of Object.entries(decisions)) {
      shows.set(`${workflow} ${name}`, show);
      editables.set(`${workflow} ${name}`, edit ? editableOf(edit, `${workflow}.${name}`) : null);
    }
  };
  for (const { name, decisions } of contracts) {
    put(name, decisions);
    put(name, kitDecisions);
  }
  const of = ({ workflow, name }: Pick<Approval, 'workflow' | 'name'>) => editables.get(`${workflow} ${name}`);

  return {
    /** As JSON Schema; null where nothing may be changed. */
    schema: (approval: Pick<Approval, 'workflow' | 'name'>) => of(approval)?.json ?? null,

    /** Objects in storage that people are shown. */
    objects({ workflow, name, show }: Approval): ShownObject[] {
      const schema = shows.get(`${workflow} ${name}`);
      return schema ? shownObjects(schema, show) : [];
    },

    /** What is wrong with edits that were sent. */
    issues(approval: Approval, edits: unknown): InputIssue[] {
      if (edits === undefined || edits === null) return [];
      const editable = of(approval);
      if (editable === undefined) return refuse(`This API does not know what may be changed in ${approval.name}.`);
      if (editable === null) return refuse('Nothing may be changed with this decision: leave it out.');
      const { length } = JSON.stringify(edits);
      if (length > longestEdits) return refuse(`Must be at most ${longestEdits} characters as JSON; it has ${length}.`);
      const { error } = check(editable.schema, edits);
      return issuesOf(error).map(({ path, message }) => ({ path: ['edits', ...path], message }));
    },
  };
}

/** What is misspelt is not changed, so it is refused instead of left out. */
function editableOf(edit: z.ZodObject, where: string): Editable {
  const schema = edit.strict();
  try {
    return { schema, json: z.toJSONSchema(schema, { io: 'input' }) };
  } catch (error) {
    throw new Error(`${where}: what may be changed with this decision has no form in JSON Schema.`, { cause: error });
  }
}
