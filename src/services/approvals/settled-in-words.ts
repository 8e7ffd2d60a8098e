import type { Approval } from './approval.ts';

/** How an approval was settled, one sentence for whoever comes too late. */
export function settledInWords({ state, choice, decidedBy, settledAt }: Approval): string {
  const at = settledAt?.toISOString() ?? 'an unknown time';
  switch (state) {
    case 'DECIDED':
      return `Already decided: ${choice}, by ${decidedBy}, at ${at}.`;
    case 'EXPIRED':
      return choice === null
        ? `Too late: nobody decided before the deadline, at ${at}.`
        : `Too late: the deadline has decided, ${choice}, at ${at}.`;
    case 'CLOSED':
      return `There is nothing to decide any more: the run has ended or does not ask any more, since ${at}.`;
    case 'OPEN':
      return 'It could not be decided just now: try again.';
  }
}
