import { setImmediate as nextTurn } from 'node:timers/promises';
import { mostItems, type BatchItem } from '../../../workers/kit/batch/contract.ts';
import type { WorkflowContract } from '../../../workers/kit/contract.ts';
import { InvalidInputError, type InputIssue } from '../../errors.ts';
import { check } from '../parse-input.ts';
import { longestId } from '../runs/start.ts';

/** More than this is not a list anyone reads. */
const mostIssues = 50;
/** Inputs that are checked in one go: some milliseconds, in which the API answers nobody else. */
const atOnce = 100;

/** The items of a batch, the same work only once. Throws InvalidInputError that names the inputs that are wrong. */
export async function toItems(
  contract: WorkflowContract,
  inputs: readonly unknown[],
  pathOf: (index: number) => string[],
): Promise<BatchItem[]> {
  if (inputs.length > mostItems) throw refusal(`${inputs.length} inputs; a batch takes at most ${mostItems}.`);
  const items = new Map<string, BatchItem>();
  const issues = new Map<string, InputIssue>();
  const add = (issue: InputIssue) => issues.set(JSON.stringify(issue), issue);
  for (const [index, input] of inputs.entries()) {
    if (index % atOnce === 0) await nextTurn();
    const path = pathOf(index);
    const parsed = check(contract.input, input);
    if (parsed.success) {
      const id = contract.workflowId(parsed.data);
      items.set(id, { id, input });
      if (id.length > longestId) add({ path, message: `Its workflow id is longer than ${longestId}.` });
    }
    for (const issue of parsed.error?.issues ?? []) {
      add({ path: [...path, ...issue.path.map(String)], message: issue.message });
    }
    if (issues.size >= mostIssues) break;
  }
  if (issues.size > 0) throw new InvalidInputError([...issues.values()].slice(0, mostIssues));
  return [...items.values()];
}

const refusal = (message: string) => new InvalidInputError([{ path: ['inputs'], message }]);
