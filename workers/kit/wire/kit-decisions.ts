import * as z from 'zod';
import { mostCostUsd } from './account.ts';

/** What the kit itself may ask people, in a run of any workflow; no contract may have a decision of such a name. */
export const kitDecisions = {
  /** Asked where a call of a model would cost more than the run may. */
  budget: {
    question: 'This run is at the limit of what it may cost. Raise the limit, or stop?',
    choices: ['RAISE', 'STOP'],
    show: z.object({
      message: z.string().describe('Which limit, and what would go beyond it.'),
      activity: z.string().describe('What would go beyond it.'),
      spentUsd: z.number().describe('What the run has cost so far, in US dollars.'),
      limitUsd: z.number().nullable().describe('What it may cost; null when another budget is at its limit.'),
    }),
    edit: z.object({
      maxCostUsd: z
        .number()
        .positive()
        .max(mostCostUsd)
        .optional()
        .describe(
          'The new limit of this run and all runs below it, in US dollars. Left out where a budget is at its limit: that is raised by setBudget, before RAISE is answered.',
        ),
    }),
  },
} as const;
