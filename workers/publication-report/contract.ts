import * as z from 'zod';
import { brandKey } from '../kit/brand-key.ts';
import { defineActivity, defineWorkflow } from '../kit/contract.ts';
import { storedObject, workObject } from '../kit/objects.ts';

/** A report is read by people, and its result goes through histories. */
export const mostBrands = 50;
/** Reasons that a result says; the stored report has all. */
export const mostReasons = 8;
/** Posts of a brand whose insights are asked for. */
export const mostInsights = 50;
const mostDays = 366;
const dayMs = 24 * 3600 * 1000;

const day = z.iso.date();

const input = z
  .object({
    period: z
      .enum(['DAY', 'WEEK'])
      .optional()
      .describe(
        'The last whole day, or the last week from Monday to Sunday, before the report is due. Default: DAY, unless `from` and `to` say which days.',
      ),
    from: day.optional().describe('First day of another period, as 2026-11-01; with `to`.'),
    to: day.optional().describe('Last day of it, as 2026-11-30. At most 366 days.'),
    brands: z
      .array(brandKey)
      .min(1)
      .max(mostBrands)
      .optional()
      .describe(`Keys of the brands it is about, up to ${mostBrands}. Default: all there are.`),
  })
  .check(({ value: { period, from, to }, issues }) => {
    const wrong = (path: string, message: string) =>
      issues.push({ code: 'custom', input: path, path: [path], message });
    if ((from === undefined) !== (to === undefined)) {
      wrong(from === undefined ? 'from' : 'to', 'Give both, from and to, or none of them.');
    } else if (from !== undefined && to !== undefined) {
      if (period !== undefined) wrong('period', 'Leave it out where from and to say which days.');
      const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
      if (days < 1) wrong('to', 'Must not be before from.');
      if (days > mostDays) wrong('to', `Must be at most ${mostDays} days: that would be ${days}.`);
    }
  });

const moment = z.iso.datetime();
const count = z.int32();

const noLabels: Record<string, string> = {};

/** A brand and its days, by its own clock. */
const chosen = z.object({
  id: z.uuid(),
  key: brandKey,
  name: z.string(),
  from: moment,
  to: moment,
  firstDay: day,
  lastDay: day,
});

const posts = z
  .object({
    live: count.describe('Public at every channel.'),
    partial: count.describe('Public at some channel, and not at another.'),
    failed: count.describe('Public at none.'),
    unconfirmed: count.describe('Nobody knows yet whether it is public everywhere.'),
    underway: count.describe('Go on, or wait for somebody to agree.'),
    rejected: count.describe('Somebody, or the deadline, has said no.'),
    dryRuns: count.describe('Were only tried out.'),
  })
  .meta({
    id: 'PostCounts',
    description: 'What became of posts. What Temporal has forgotten and was never sent is not in it.',
  });

const reason = z
  .object({
    channel: z.enum(['FACEBOOK', 'INSTAGRAM']).nullable().describe('Where; null: before it came to any.'),
    code: z.string().describe('What it failed of.'),
    message: z.string().describe('The last one of this kind, in a sentence.'),
    times: count.describe('How often.'),
  })
  .meta({ id: 'PostFailureReason', description: 'Why posts have failed.' });

const sum = z.int().nullable();
const insights = z
  .object({
    posts: count.describe('Posts at channels that something is known of.'),
    reach: sum.describe('People who have seen one; who has seen two counts twice.'),
    views: sum.describe('How often they were seen.'),
    likes: sum.describe('Likes and other reactions.'),
    comments: sum.describe('Comments.'),
    shares: sum.describe('How often they were shared.'),
    saves: sum.describe('How often they were saved, at Instagram.'),
  })
  .meta({ id: 'PostInsights', description: 'How people took to posts, as sums; null where the channels do not say.' });

const cost = {
  costUsd: z.number().describe('What calls of models have cost, in US dollars.'),
  unpricedCalls: count.describe('Calls whose cost is not known, as their model has no price here.'),
};

const brandReport = z
  .object({
    brand: brandKey.describe('Its key.'),
    name: z.string().describe('Its name.'),
    firstDay: day.describe('First day, by its clock.'),
    lastDay: day.describe('Last day, by its clock.'),
    posts,
    reasons: z.array(reason).describe(`Why posts have failed, up to ${mostReasons} reasons, most frequent first.`),
    ...cost,
    photosLeft: count.describe('For how many posts there were photos when the report was made.'),
    insights: insights.nullable().describe('Null where nothing could be read.'),
    notes: z.array(z.string()).describe('What could not be found out, and why.'),
  })
  .meta({ id: 'BrandReport', description: 'What a brand has published in a period.' });

const report = {
  brands: z.array(brandReport).describe('By brand, in the order of their keys.'),
  posts: posts.describe('Of all of them.'),
  ...cost,
};

export const publicationReport = defineWorkflow({
  name: 'publicationReport',
  description:
    'Reports what brands have published in a day or a week, what failed and why, what it cost, and how people took to it.',
  taskQueue: 'publishing',
  input,
  result: z.object({
    ...report,
    report: storedObject.describe('The whole report as JSON, each post with its links and insights.'),
    told: z
      .enum(['SENT', 'NO_WEBHOOK', 'NOT_SENT'])
      .describe('Whether the webhook has it. NOT_SENT: it did not take it, however often it was tried.'),
  }),
  workflowId: (asked, { hash }) => `publication-report-${hash(asked)}`,
  reuse: 'allowDuplicate',
  labels: ({ brands }) => (brands?.length === 1 ? { brand: brands[0]! } : noLabels),
  steps: ['choose', { gather: 5 }, 'store', 'send'],
  errors: {
    BRAND_NOT_FOUND: 'There is no brand of one of the keys.',
    TOO_MANY_BRANDS: `There are more than ${mostBrands} brands. Name those that it is about.`,
    DATABASE_NEEDED: 'The worker has no database: set DATABASE_URL to the one of the API.',
  },
  activities: {
    choose: defineActivity({
      step: 'choose',
      input: z.object({
        period: z.enum(['DAY', 'WEEK']),
        days: z.object({ first: day, last: day }).nullable(),
        brands: z.array(brandKey).nullable(),
        dueAt: moment,
      }),
      output: z.array(chosen),
      startToClose: '1 minute',
      repeatable: 'reads only',
    }),
    gather: defineActivity({
      step: 'gather',
      input: chosen,
      output: z.object({ report: brandReport, section: workObject }),
      startToClose: '1 hour',
      retry: { attempts: 5, initialInterval: '5 seconds' },
      repeatable: 'reads, and writes the same key',
    }),
    store: defineActivity({
      step: 'store',
      input: z.object({ sections: z.array(workObject), posts, ...cost }),
      output: storedObject,
      startToClose: '5 minutes',
      repeatable: 'writes the same key',
    }),
    send: defineActivity({
      step: 'send',
      input: z.object({ ...report, report: storedObject }),
      output: z.object({ sent: z.boolean() }),
      startToClose: '1 minute',
      scheduleToClose: '2 hours',
      retry: { attempts: 60, initialInterval: '2 seconds', maximumInterval: '5 minutes' },
      repeatable: 'it has the same id each time, by which whoever gets it twice can tell',
    }),
  },
});
