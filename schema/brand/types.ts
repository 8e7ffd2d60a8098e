import type { Brand, Channel } from '../../src/services/brands/brand.ts';
import { brandTexts } from '../../src/services/brands/definition.ts';
import { toUsd } from '../../src/services/budgets/usd.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { typedId } from '../typed-id.ts';

const brandId = typedId('Brand');

export const ApprovalPolicy = builder.enumType('ApprovalPolicy', {
  description: 'Which posts a person has to agree to before they are published.',
  values: {
    ALWAYS: { description: 'Each.' },
    BELOW_THRESHOLD: {
      description: 'Those whose photo is rated below `qualityThreshold`, or of which something else was found wrong.',
    },
    NEVER: { description: 'None. A run whose text stays unfit fails.' },
  } as const,
});

export const ChannelKind = builder.enumType('ChannelKind', {
  description: 'Where a brand publishes.',
  values: {
    FACEBOOK: { description: 'A Facebook page.' },
    INSTAGRAM: { description: 'A professional Instagram account.' },
  } as const,
});

const ChannelState = builder.enumType('ChannelState', {
  description: 'Whether a channel can be published at, as far as is known.',
  values: {
    OK: { description: 'Its token was not refused.' },
    RECONNECT: { description: 'Its token is not taken any more: use `connectChannel` with a new one.' },
  } as const,
});

export const ChannelType = builder.objectRef<Channel>('Channel').implement({
  description: 'Where a brand publishes. Its token is shown to nobody.',
  fields: (t) => ({
    kind: t.expose('kind', { type: ChannelKind, description: 'What it is.' }),
    account: t.exposeString('account', { description: 'Id of the page or account.' }),
    tokenVariable: t.exposeString('tokenVariable', {
      nullable: true,
      description: 'The environment variable that holds its token; null: the token is stored here, encrypted.',
    }),
    state: t.expose('state', { type: ChannelState, description: 'Whether it can be published at.' }),
    problem: t.exposeString('problem', {
      nullable: true,
      description: 'What was said when its token was refused; null while it is OK.',
    }),
    changedAt: t.expose('changedAt', {
      type: 'DateTime',
      description: 'When it was connected, or its token was refused.',
    }),
  }),
});

const PhotoPrefixType = builder.objectRef<Brand['photoPrefixes'][number]>('PhotoPrefix').implement({
  description: 'A place of photos.',
  fields: (t) => ({
    bucket: t.exposeString('bucket', { description: 'Bucket name.' }),
    prefix: t.exposeString('prefix', { description: 'What keys of the photos begin with; empty: all of the bucket.' }),
  }),
});

export const BrandType = builder.objectRef<Brand>('Brand').implement({
  description: 'In whose name posts are published.',
  fields: (t) => ({
    id: t.id({ description: 'Opaque.', resolve: ({ id }) => brandId.write(id) }),
    key: t.exposeString('key', { description: brandTexts.key }),
    name: t.exposeString('name', { description: brandTexts.name }),
    language: t.exposeString('language', { description: brandTexts.language }),
    voice: t.exposeString('voice', { description: brandTexts.voice }),
    link: t.exposeString('link', { description: brandTexts.link }),
    hashtags: t.exposeStringList('hashtags', { description: brandTexts.hashtags }),
    bannedWords: t.exposeStringList('bannedWords', { description: brandTexts.bannedWords }),
    photoPrefixes: t.expose('photoPrefixes', { type: [PhotoPrefixType], description: brandTexts.photoPrefixes }),
    qualityThreshold: t.exposeInt('qualityThreshold', { description: brandTexts.qualityThreshold }),
    approval: t.expose('approval', { type: ApprovalPolicy, description: brandTexts.approval }),
    timeZone: t.exposeString('timeZone', { description: brandTexts.timeZone }),
    minPhotoDays: t.exposeInt('minPhotoDays', { description: brandTexts.minPhotoDays }),
    monthlyBudgetUsd: t.float({
      nullable: true,
      description: brandTexts.monthlyBudgetUsd,
      resolve: ({ monthlyBudget }) => monthlyBudget && toUsd(monthlyBudget.limit),
    }),
    monthlySpentUsd: t.float({
      nullable: true,
      description: 'What was spent of it this month, in UTC; null: nobody counts, as there is no limit.',
      resolve: ({ monthlyBudget }) => monthlyBudget && toUsd(monthlyBudget.spent),
    }),
    channels: t.expose('channels', { type: [ChannelType], description: 'Where it publishes.' }),
    photosLeft: t.int({
      description: 'How many posts its photos are good for now; photos that look alike are good for one.',
      extensions: cost.sum,
      resolve: ({ id }, _args, { services }) => services.photos.left(id),
    }),
    revision: t.exposeInt('revision', { description: 'Another one after every change; `updateBrand` wants it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was changed last.' }),
  }),
});
