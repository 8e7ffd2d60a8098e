import { createHash } from 'node:crypto';
import type * as z from 'zod';
import type { WebhookMessage } from '../../src/platform/webhook.ts';
import { fromUsd, inWords } from '../../src/services/budgets/usd.ts';
import { encodeRunId, type RunKey } from '../../src/services/runs/run-id.ts';
import { cut, escaped } from '../../src/services/slack-text.ts';
import type { publicationReport } from './contract.ts';

type Report = z.output<(typeof publicationReport)['activities']['send']['input']>;
type BrandReport = Report['brands'][number];

/** Slack cuts texts of 40,000 characters. */
const longest = 30_000;

const words: [kind: keyof BrandReport['posts'], word: string][] = [
  ['live', 'live'],
  ['partial', 'live in part'],
  ['failed', 'failed'],
  ['unconfirmed', 'unconfirmed'],
  ['underway', 'under way'],
  ['rejected', 'rejected'],
  ['dryRuns', 'dry runs'],
];

/** A report as the webhook gets it: of one run always under the same id. */
export function messageOf(run: RunKey, report: Report): WebhookMessage & { report: object } {
  const { report: stored, ...numbers } = report;
  const { bucket, key } = stored;
  return {
    type: 'publication.report',
    id: createHash('sha256').update(`publication.report ${run.first}`).digest('hex').slice(0, 32),
    text: cut(report.brands.map(sectionOf).join('\n\n') || 'There is no brand to report of.', longest),
    report: { run: encodeRunId(run), ...numbers, stored: { bucket, key } },
  };
}

function sectionOf({
  name,
  firstDay,
  lastDay,
  posts,
  reasons,
  costUsd,
  unpricedCalls,
  photosLeft,
  ...more
}: BrandReport) {
  const counts = words.flatMap(([kind, word]) => (posts[kind] > 0 ? [`${posts[kind]} ${word}`] : []));
  const cost = `${inWords(fromUsd(costUsd))}${unpricedCalls > 0 ? ` and ${unpricedCalls} calls without a price` : ''}`;
  return [
    `*${escaped(name)}*, ${firstDay === lastDay ? firstDay : `${firstDay} to ${lastDay}`}: ${counts.join(', ') || 'no posts'}.`,
    ...reasons.map(({ channel, code, message, times }) =>
      escaped(`${times} × ${channel === null ? '' : `${channel} `}${code}: ${message}`),
    ),
    ...(more.insights ? [seenBy(more.insights)] : []),
    `Cost: ${cost}. Photos left for ${photosLeft} posts.`,
    ...more.notes.map(escaped),
  ].join('\n');
}

function seenBy({ reach, views, likes, comments, shares, saves }: NonNullable<BrandReport['insights']>): string {
  const all = Object.entries({ reach, views, likes, comments, shares, saves });
  return all.flatMap(([kind, number]) => (number === null ? [] : [`${kind} ${number}`])).join(', ');
}
