import type { Brand } from '../../src/services/brands/brand.ts';
import type { ChannelHealth } from '../../src/services/brands/channel-health.ts';
import { toUsd } from '../../src/services/budgets/usd.ts';
import type { Standing } from '../../src/services/publications/standing.ts';
import { BrandType, ChannelType } from '../brand/types.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { ScheduledPostType } from './scheduled-post.ts';
import { PublicationType } from './types.ts';

const PublishingQuota = builder.objectRef<NonNullable<ChannelHealth['quota']>>('PublishingQuota').implement({
  description: 'How many posts a channel takes in 24 hours, whoever sends them.',
  fields: (t) => ({
    used: t.exposeInt('used', { description: 'Posts of the last 24 hours.' }),
    total: t.exposeInt('total', { description: 'How many there may be.' }),
    left: t.int({
      description: 'How many more there may be now.',
      resolve: ({ used, total }) => Math.max(0, total - used),
    }),
  }),
});

const ChannelHealthType = builder.objectRef<ChannelHealth>('ChannelHealth').implement({
  description: 'What Meta says of a channel just now; an answer is up to half a minute old.',
  fields: (t) => ({
    channel: t.field({ type: ChannelType, description: 'The channel.', resolve: ({ channel }) => channel }),
    name: t.exposeString('name', {
      nullable: true,
      description: 'What Meta calls the page or account; null: it did not say.',
    }),
    tokenValid: t.exposeBoolean('tokenValid', {
      nullable: true,
      description: 'Whether its token is taken; null: Meta could not be asked, see `problem`.',
    }),
    tokenKnown: t.boolean({
      description:
        'Whether Meta tells this token what it knows of it: if not, the two that follow and `missingPermissions` say nothing.',
      resolve: ({ token }) => token !== null,
    }),
    tokenExpiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When its token ends; null: never, or it is not known.',
      resolve: ({ token }) => token?.expiresAt,
    }),
    dataAccessExpiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Until when the token may read, though it may live longer; null: without end, or it is not known.',
      resolve: ({ token }) => token?.dataAccessExpiresAt,
    }),
    missingPermissions: t.exposeStringList('missingPermissions', {
      description: 'What publishing needs and its token lacks, by the names Meta gives it.',
    }),
    quota: t.field({
      type: PublishingQuota,
      nullable: true,
      description: 'Of an Instagram account; null for what has none, and when Meta did not say.',
      resolve: ({ quota }) => quota,
    }),
    problem: t.exposeString('problem', {
      nullable: true,
      description: 'What somebody has to see to, or why Meta could not be asked; null: nothing.',
    }),
    checkedAt: t.expose('checkedAt', { type: 'DateTime', description: 'When Meta was asked.' }),
  }),
});

interface Health {
  brand: Brand;
  /** Read once, for all fields that it says something of. */
  standing: () => Promise<Standing>;
}

const BrandHealth = builder.objectRef<Health>('BrandHealth').implement({
  description: 'Whether a brand can go on publishing, and what somebody has to see to.',
  fields: (t) => ({
    brand: t.field({ type: BrandType, description: 'The brand.', resolve: ({ brand }) => brand }),
    channels: t.field({
      type: [ChannelHealthType],
      description:
        'Its channels, each asked for some seconds at most. A Meta that does not answer is a `problem`, no error.',
      extensions: cost.abroad,
      resolve: ({ brand }, _args, { services }) => services.channelsHealth(brand),
    }),
    photosLeft: t.int({
      description: 'How many posts its photos are good for now; photos that look alike are good for one.',
      extensions: cost.sum,
      resolve: ({ brand }, _args, { services }) => services.photos.left(brand.id),
    }),
    nextPost: t.field({
      type: ScheduledPostType,
      nullable: true,
      description:
        'When a schedule publishes next; null: none does. Looks at the first 200 schedules that publish and are not paused.',
      extensions: cost.list,
      resolve: ({ brand }, _args, { services }) => services.publications.next(brand.key),
    }),
    lastPost: t.field({
      type: PublicationType,
      nullable: true,
      description: 'What was planned last of what is public; null: nothing.',
      extensions: cost.record,
      resolve: async ({ standing }, _args, { services }) => {
        const { last } = await standing();
        return last === null ? null : services.publications.get(last);
      },
    }),
    failedLastWeek: t.int({
      description: 'Publications that became FAILED in the last seven days.',
      extensions: cost.sum,
      resolve: async ({ standing }) => (await standing()).failures,
    }),
    unconfirmed: t.int({
      description: 'Publications that are UNCONFIRMED: each waits for a person.',
      extensions: cost.sum,
      resolve: async ({ standing }) => (await standing()).unconfirmed,
    }),
    monthlyBudgetLeftUsd: t.float({
      nullable: true,
      description: 'What is left of its budget this month, in UTC; null: it has none.',
      resolve: ({ brand: { monthlyBudget } }) =>
        monthlyBudget && toUsd(Math.max(0, monthlyBudget.limit - monthlyBudget.spent)),
    }),
  }),
});

builder.queryField('brandHealth', (t) =>
  t.field({
    type: BrandHealth,
    nullable: true,
    description: 'Whether a brand can go on publishing; null when there is none of this key.',
    extensions: cost.record,
    args: { key: t.arg.string({ required: true, description: 'Key of the brand.' }) },
    resolve: async (_root, { key }, { services }) => {
      const brand = await services.brands.get(key);
      if (!brand) return null;
      let standing: Promise<Standing> | undefined;
      return { brand, standing: () => (standing ??= services.publications.standingOf(brand.id)) };
    },
  }),
);
