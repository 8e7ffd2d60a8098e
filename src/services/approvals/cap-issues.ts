import { kitDecisions } from '../../../workers/kit/wire/kit-decisions.ts';
import type { InputIssue } from '../../errors.ts';
import type { Approval } from './approval.ts';

const { show: shown, edit } = kitDecisions.budget;

/** Whether an answer lets a run spend more. */
export const raisesCap = ({ name }: Pick<Approval, 'name'>, choice: string | null) =>
  name === 'budget' && choice === 'RAISE';

/** What is wrong with raising the cap of a run to nothing, or to what it is: the run would come to it and ask again. */
export function capIssues(approval: Pick<Approval, 'name' | 'show'>, choice: string, edits: unknown): InputIssue[] {
  if (!raisesCap(approval, choice)) return [];
  const { limitUsd } = shown.parse(approval.show);
  const { data, success } = edit.nullish().safeParse(edits);
  if (!success) return []; // what is no such edit is refused already
  const wanted = data?.maxCostUsd;
  if (limitUsd === null) {
    return wanted === undefined
      ? []
      : issue('A budget is at its limit, and not the run: raise that with setBudget, and answer RAISE without edits.');
  }
  return wanted !== undefined && wanted > limitUsd
    ? []
    : issue(`Must be more than ${limitUsd}, which is what the run may cost now.`);
}

const issue = (message: string): InputIssue[] => [{ path: ['edits', 'maxCostUsd'], message }];
