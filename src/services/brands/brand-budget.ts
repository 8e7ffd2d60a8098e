import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { encodeLabel } from '../../../workers/kit/wire/label.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Budget } from '../budgets/budget.ts';
import { createBudgets } from '../budgets/budgets.ts';

const labelOf = (key: string) => ({ key: 'brand', value: key });

/** The monthly budgets of brands: those of their labels, which all of their runs have. */
export function createBrandBudgets(database: Pick<Database, 'ask'>) {
  const budgets = createBudgets(database, new Set());
  const byKey = async () => {
    const monthly = (await budgets.list()).filter(({ scope, period }) => scope === 'LABEL' && period === 'MONTH');
    const byLabel = new Map(monthly.map((budget) => [budget.name, budget]));
    return (key: string): Budget | null => byLabel.get(encodeLabel(labelOf(key))) ?? null;
  };
  return {
    /** What finds the budget of a brand by its key. */
    byKey,

    /** Null: it shall have none. What becomes of runs that would go beyond it stays as it is. */
    async set(key: string, limitUsd: number | null): Promise<void> {
      const budget = (await byKey())(key);
      if (limitUsd !== null) {
        await budgets.set({ label: labelOf(key), period: 'MONTH', limitUsd, onLimit: budget?.onLimit });
      } else if (budget) {
        await budgets.delete(budget.id);
      }
    },
  };
}

/** The same within a transaction. */
export const budgetsWithin = (tx: NodePgDatabase) => createBrandBudgets({ ask: (query) => query(tx) });
