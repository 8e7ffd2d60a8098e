import { asc, eq, sql } from 'drizzle-orm';
import * as z from 'zod';
import { BudgetNotFoundError, InvalidInputError } from '../../errors.ts';
import type { Database } from '../../platform/db/database.ts';
import { budgets } from '../../platform/db/tables/budgets.ts';
import { spending } from '../../platform/db/tables/spending.ts';
import { parseInput } from '../parse-input.ts';
import { encodeLabel, type Label } from '../../../workers/kit/wire/label.ts';
import { labelIssues } from '../runs/labels.ts';
import { isNamed } from '../uuid.ts';
import type { Budget } from './budget.ts';
import { countPeriod } from './count-period.ts';
import { periodAccount, periodEnd, periodStart } from './period.ts';
import { fromUsd, isTooLittle, tooLittle } from './usd.ts';

/** Every call of a model looks at those that may hold for it. */
const mostBudgets = 1000;
/** Dollars; sums of more would not fit into whole numbers of millionths for ever. */
const mostUsd = 1_000_000;

const request = z.object({
  label: z.object({ key: z.string(), value: z.string() }).nullish(),
  workflow: z.string().max(255).nullish(),
  period: z.enum(['DAY', 'MONTH']),
  limitUsd: z
    .number()
    .min(0)
    .max(mostUsd)
    .refine((usd) => !isTooLittle(usd), tooLittle),
  onLimit: z.enum(['FAIL', 'ASK']).nullish(),
});
export type BudgetRequest = z.input<typeof request>;

/** Limits of what calls of models may cost. `workflows` are those that a budget can be of. */
export function createBudgets({ ask }: Pick<Database, 'ask'>, workflows: ReadonlySet<string>) {
  const select = (which = sql`true`) =>
    ask((db) =>
      db
        .select({
          id: budgets.id,
          scope: budgets.scope,
          name: budgets.name,
          period: budgets.period,
          periodStart: sql`${periodStart}`.mapWith(budgets.createdAt),
          periodEnd: sql`${periodEnd}`.mapWith(budgets.createdAt),
          limit: budgets.limit,
          spent: sql`coalesce(${spending.spent}, 0)`.mapWith(Number),
          reserved: sql`coalesce(${spending.reserved}, 0)`.mapWith(Number),
          onLimit: budgets.onLimit,
        })
        .from(budgets)
        .leftJoin(spending, eq(spending.account, periodAccount))
        .where(which)
        .orderBy(asc(budgets.scope), asc(budgets.name), asc(budgets.period))
        .limit(mostBudgets),
    );

  return {
    /** All of them, each with what is used of it in the current period. */
    list: (): Promise<Budget[]> => select(),

    /** Null when there is none of this id. */
    get: async (id: string): Promise<Budget | null> => (await select(isNamed(budgets.id, id)))[0] ?? null,

    /**
     * Makes a budget, or changes the limit of the one for the same calls and period, and its policy if one is given. A new one counts what was spent in the
     * current period before. Throws InvalidInputError.
     */
    async set(asked: BudgetRequest): Promise<Budget> {
      const { label, workflow, period, limitUsd, onLimit } = parseInput(request, asked, issuesOf(asked, workflows));
      const what = {
        scope: label ? ('LABEL' as const) : workflow ? ('WORKFLOW' as const) : ('ALL' as const),
        name: label ? encodeLabel(label) : (workflow ?? ''),
        period,
      };
      const terms = { limit: fromUsd(limitUsd), ...(onLimit && { onLimit }) };
      const id = await ask((db) =>
        db.transaction(async (tx) => {
          const [made] = await tx
            .insert(budgets)
            .values({ ...what, ...terms })
            .onConflictDoUpdate({
              target: [budgets.scope, budgets.name, budgets.period],
              set: { ...terms, updatedAt: sql`now()` },
            })
            .returning({ id: budgets.id });
          if ((await tx.$count(budgets)) > mostBudgets) throw tooMany;
          await countPeriod(tx, made!.id);
          return made!.id;
        }),
      );
      const [budget] = await select(eq(budgets.id, id));
      if (!budget) throw new BudgetNotFoundError(); // somebody has deleted it in between
      return budget;
    },

    /** Throws BudgetNotFoundError. */
    async delete(id: string): Promise<void> {
      const named = isNamed(budgets.id, id);
      const [deleted] = await ask((db) => db.delete(budgets).where(named).returning({ id: budgets.id }));
      if (!deleted) throw new BudgetNotFoundError();
    },
  };
}
export type Budgets = ReturnType<typeof createBudgets>;

const tooMany = new InvalidInputError([
  { path: [], message: `There are ${mostBudgets} budgets already: delete some.` },
]);

function issuesOf({ label, workflow }: BudgetRequest, workflows: ReadonlySet<string>) {
  const issues = label ? labelIssues(label satisfies Label, ['label']) : [];
  if (label && workflow != null) {
    issues.push({
      path: ['workflow'],
      message: 'A budget is for a label or for a workflow: give one of them, or none.',
    });
  } else if (workflow != null && !workflows.has(workflow)) {
    issues.push({ path: ['workflow'], message: 'There is no workflow of this name.' });
  }
  return issues;
}
