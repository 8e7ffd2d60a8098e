import {
  BrandAlreadyExistsError,
  BrandConflictError,
  BrandInUseError,
  BrandNotConnectedError,
  BrandNotFoundError,
  InvalidInputError,
} from '../../src/errors.ts';
import { brandTexts as texts } from '../../src/services/brands/definition.ts';
import { builder } from '../builder.ts';
import { withoutNulls } from '../without-nulls.ts';
import './errors.ts';
import { ApprovalPolicy, BrandType, ChannelKind } from './types.ts';

const PhotoPrefixInput = builder.inputType('PhotoPrefixInput', {
  description: 'A place of photos.',
  fields: (t) => ({
    bucket: t.string({ required: true, description: 'Bucket name.' }),
    prefix: t.string({
      required: true,
      description: 'What keys of the photos begin with: a folder and its `/`, or nothing for all of the bucket.',
    }),
  }),
});

const CreateBrandInput = builder.inputType('CreateBrandInput', {
  description: 'A brand to make.',
  fields: (t) => ({
    key: t.string({ required: true, description: texts.key }),
    name: t.string({ required: true, description: texts.name }),
    language: t.string({ required: true, description: texts.language }),
    voice: t.string({ required: true, description: texts.voice }),
    link: t.string({ required: true, description: texts.link }),
    hashtags: t.stringList({ description: `${texts.hashtags} Default: none.` }),
    bannedWords: t.stringList({ description: `${texts.bannedWords} Default: none.` }),
    photoPrefixes: t.field({ type: [PhotoPrefixInput], required: true, description: texts.photoPrefixes }),
    qualityThreshold: t.int({ description: `${texts.qualityThreshold} Default: 60.` }),
    approval: t.field({ type: ApprovalPolicy, description: `${texts.approval} Default: BELOW_THRESHOLD.` }),
    timeZone: t.string({ required: true, description: texts.timeZone }),
    minPhotoDays: t.int({ description: `${texts.minPhotoDays} Default: 15.` }),
    monthlyBudgetUsd: t.float({ description: texts.monthlyBudgetUsd }),
  }),
});

const UpdateBrandInput = builder.inputType('UpdateBrandInput', {
  description: 'What is to be different; what is left out stays as it is.',
  fields: (t) => ({
    name: t.string({ description: texts.name }),
    language: t.string({ description: texts.language }),
    voice: t.string({ description: texts.voice }),
    link: t.string({ description: texts.link }),
    hashtags: t.stringList({ description: texts.hashtags }),
    bannedWords: t.stringList({ description: texts.bannedWords }),
    photoPrefixes: t.field({ type: [PhotoPrefixInput], description: texts.photoPrefixes }),
    qualityThreshold: t.int({ description: texts.qualityThreshold }),
    approval: t.field({ type: ApprovalPolicy, description: texts.approval }),
    timeZone: t.string({ description: texts.timeZone }),
    minPhotoDays: t.int({ description: texts.minPhotoDays }),
    monthlyBudgetUsd: t.float({ description: texts.monthlyBudgetUsd }),
  }),
});

const ConnectChannelInput = builder.inputType('ConnectChannelInput', {
  description: 'A page or account to publish at, and the token for it: either itself, or the variable that holds it.',
  fields: (t) => ({
    brand: t.string({ required: true, description: 'Key of the brand.' }),
    kind: t.field({ type: ChannelKind, required: true, description: 'What it is. A brand has one of each.' }),
    account: t.string({
      required: true,
      description: 'Id of the Facebook page or Instagram account, which is a number.',
    }),
    token: t.string({ description: 'Stored encrypted with `CREDENTIALS_KEY`, and never shown again.' }),
    tokenVariable: t.string({
      description: 'Name of an environment variable of API and workers, which begins with `META_TOKEN_`.',
    }),
  }),
});

const BrandDeleted = builder.objectRef<{ key: string }>('BrandDeleted').implement({
  description: 'The brand is gone, with its channels, photos and budget. Files in storage stay.',
  fields: (t) => ({ key: t.exposeString('key', { description: 'Its key.' }) }),
});

const keyArg = builder.args((t) => ({ key: t.string({ required: true, description: 'Key of the brand.' }) }));

builder.mutationFields((t) => ({
  createBrand: t.field({
    type: BrandType,
    description: 'Makes a brand.',
    errors: { types: [InvalidInputError, BrandAlreadyExistsError] },
    args: { input: t.arg({ type: CreateBrandInput, required: true, description: 'The brand.' }) },
    resolve: (_root, { input }, { services }) => services.brands.create(withoutNulls(input)),
  }),
  updateBrand: t.field({
    type: BrandType,
    description: 'Changes a brand, if nobody has changed it since it had the revision.',
    errors: { types: [InvalidInputError, BrandNotFoundError, BrandConflictError] },
    args: {
      ...keyArg,
      expectedRevision: t.arg.int({ required: true, description: '`revision` of the brand as you know it.' }),
      input: t.arg({ type: UpdateBrandInput, required: true, description: 'The changes.' }),
    },
    resolve: (_root, { key, expectedRevision, input: { monthlyBudgetUsd, ...changes } }, { services }) =>
      services.brands.update(key, expectedRevision, {
        ...withoutNulls(changes),
        ...(monthlyBudgetUsd !== undefined && { monthlyBudgetUsd }),
      }),
  }),
  deleteBrand: t.field({
    type: BrandDeleted,
    description: 'Deletes a brand that has no publications.',
    errors: { types: [BrandNotFoundError, BrandInUseError] },
    args: keyArg,
    resolve: async (_root, { key }, { services }) => {
      await services.brands.delete(key);
      return { key };
    },
  }),
  connectChannel: t.field({
    type: BrandType,
    description: 'Connects a brand with a page or account, or gives the channel it has another account or token.',
    errors: { types: [InvalidInputError, BrandNotFoundError] },
    args: { input: t.arg({ type: ConnectChannelInput, required: true, description: 'The channel.' }) },
    resolve: (_root, { input: { brand, ...channel } }, { services }) => services.channels.connect(brand, channel),
  }),
  disconnectChannel: t.field({
    type: BrandType,
    description: 'Forgets a channel of a brand, and its token. What was published stays.',
    errors: { types: [BrandNotFoundError, BrandNotConnectedError] },
    args: {
      brand: t.arg.string({ required: true, description: 'Key of the brand.' }),
      kind: t.arg({ type: ChannelKind, required: true, description: 'Which channel.' }),
    },
    resolve: (_root, { brand, kind }, { services }) => services.channels.disconnect(brand, kind),
  }),
}));
