import { BudgetNotFoundError, ForbiddenError } from '../../errors.ts';
import type { Budget } from '../budgets/budget.ts';
import type { Services } from '../services.ts';
import { assertMay, coversWorkflow, workflowTypesOf } from './access.ts';
import type { Caller } from './caller.ts';

type Guarded = Pick<Services, 'costs'> & { budgets: Pick<Services['budgets'], 'list' | 'set' | 'delete'> };

/** Costs and budgets as a caller may use them: who is only for some workflows knows and limits only theirs. */
export function guardMoney({ costs, budgets }: Pick<Services, 'costs' | 'budgets'>, { access }: Caller): Guarded {
  const covers = ({ scope, name }: Pick<Budget, 'scope' | 'name'>) =>
    access.runs === null && (access.workflows === null || (scope === 'WORKFLOW' && coversWorkflow(access, name)));
  return {
    costs: {
      ofRun: (id) => costs.ofRun(id), // of a run that the caller was shown
      async ofRuns(ids) {
        assertMay(access, 'INSPECT');
        return costs.ofRuns(ids); // the same
      },
      async sums(query) {
        assertMay(access, 'INSPECT');
        return costs.sums({ ...query, workflows: workflowTypesOf(access), runs: access.runs });
      },
    },
    budgets: {
      async list() {
        assertMay(access, 'ADMINISTER');
        return (await budgets.list()).filter(covers);
      },
      async set(request) {
        assertMay(access, 'ADMINISTER');
        const { label, workflow } = request;
        if (!covers(label || workflow == null ? { scope: 'ALL', name: '' } : { scope: 'WORKFLOW', name: workflow })) {
          throw new ForbiddenError('This key or token is not for all that this budget would hold for.');
        }
        return budgets.set(request);
      },
      async delete(id) {
        assertMay(access, 'ADMINISTER');
        const budget = access.workflows || access.runs ? await budgets.get(id) : null;
        if (budget && !covers(budget)) throw new BudgetNotFoundError();
        return budgets.delete(id);
      },
    },
  };
}
