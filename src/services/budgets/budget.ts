import type { OnLimit } from '../generations/generation.ts';

/** What a budget holds for: calls of all runs, of a workflow's, or of those with a label. */
type BudgetScope = 'ALL' | 'WORKFLOW' | 'LABEL';
type BudgetPeriod = 'DAY' | 'MONTH';

/** A limit of what calls of models may cost in a day or month, and how far it is used. Money is millionths of a US dollar. */
export interface Budget {
  id: string;
  scope: BudgetScope;
  /** The workflow, or the label as Temporal stores it; empty for all. */
  name: string;
  period: BudgetPeriod;
  /** The current period, in UTC. */
  periodStart: Date;
  periodEnd: Date;
  limit: number;
  spent: number;
  /** The most that calls which are under way may cost. */
  reserved: number;
  onLimit: OnLimit;
}
