import { isCancellation, log } from '@temporalio/workflow';
import { implementWorkflow } from '../kit/workflow.ts';
import { publicationReport } from './contract.ts';
import { total } from './workflow/total.ts';

/** Brands at a time. */
const atOnce = 4;

export const publicationReportWorkflow = implementWorkflow(
  publicationReport,
  async ({ input, dueAt, activities, cleanup, plan }) => {
    cleanup(() => activities.discard());
    const { from, to, brands } = input;
    const chosen = await activities.choose({
      period: input.period ?? 'DAY',
      days: from !== undefined && to !== undefined ? { first: from, last: to } : null,
      brands: brands ?? null,
      dueAt: dueAt.toISOString(),
    });
    const parts = plan('gather', chosen.length);
    const gathered: Awaited<ReturnType<typeof activities.gather>>[] = [];
    for (let first = 0; first < chosen.length; first += atOnce) {
      const some = chosen.slice(first, first + atOnce).map(async (brand) => {
        const one = await activities.gather(brand);
        parts.count('done');
        return one;
      });
      // Where one fails the others end first, as what they store is deleted behind them.
      for (const end of await Promise.allSettled(some)) {
        if (end.status === 'rejected') throw end.reason;
        gathered.push(end.value);
      }
    }
    const numbers = total(gathered.map(({ report }) => report));
    const sections = gathered.map(({ section }) => section);
    const { brands: each, ...sums } = numbers;
    const report = await activities.store({ sections, ...sums });
    // A report that nobody was sent is still a report.
    const told = await activities.send({ brands: each, ...sums, report }).then(
      ({ sent }) => (sent ? ('SENT' as const) : ('NO_WEBHOOK' as const)),
      (error: unknown) => {
        if (isCancellation(error)) throw error;
        log.warn('the webhook did not take the report', { error: String(error) });
        return 'NOT_SENT' as const;
      },
    );
    return { ...numbers, report, told };
  },
);
