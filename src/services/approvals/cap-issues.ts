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
  if (limitUsd === null) return []; // another budget is in the way, which is raised elsewhere
  const { data } = edit.safeParse(edits);
  if (data ? data.maxCostUsd > limitUsd : edits != null) return []; // what is no such edit is refused already
  return [
    { path: ['edits', 'maxCostUsd'], message: `Must be more than ${limitUsd}, which is what the run may cost now.` },
  ];
}
