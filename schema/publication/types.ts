import type { Publication } from '../../src/services/publications/publication.ts';
import type { PublicationState } from '../../src/services/publications/ledger.ts';
import { ApprovalType } from '../approval/types.ts';
import { BrandType, ChannelKind } from '../brand/types.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { RunCostType } from '../cost/types.ts';
import { loadTogether } from '../load-together.ts';
import { connectionType } from '../page.ts';
import { PhotoType } from '../photo/types.ts';
import { described } from '../described.ts';
import { NodeInterface, RunInterface } from '../run/interface.ts';
import { typedId } from '../typed-id.ts';

export const publicationId = typedId('Publication');

const stateWords: Record<PublicationState, string> = {
  PLANNED: 'Nothing was sent yet.',
  ARMED: 'A worker has claimed it, and nothing was sent yet.',
  SENT: 'The request that makes it public was made, or is about to be; what came of it is not known yet.',
  LIVE: 'It is public.',
  UNCONFIRMED: 'Nobody knows whether it is public: a person has to look. Nothing is sent again before that.',
  FAILED: 'It is not public, and will not be.',
};

export const PublicationStateType = builder.enumType('PublicationState', {
  description: 'How far a publication is. LIVE and FAILED are final.',
  values: described(stateWords),
});

const brandOf = loadTogether((services, ids) => services.brands.some(ids));
const photoOf = loadTogether((services, ids) => services.photos.some(ids));
const approvalAbout = loadTogether((services, ids) => services.publications.approvalsAbout(ids));
const costOf = loadTogether((services, runs) => services.costs.ofRuns(runs));

/** Declared before its fields, as `PublicationNotOpenError` refers to it. */
export const PublicationType = builder.objectRef<Publication>('Publication');

PublicationType.implement({
  description:
    'A post of a run at one channel. It is sent at most once, unless it is certain that it did not become public.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({ description: 'Opaque.', resolve: ({ id }) => publicationId.write(id) }),
    uuid: t.exposeString('id', { description: 'What runs and their questions call it.' }),
    state: t.expose('state', { type: PublicationStateType, description: 'How far it is.' }),
    channel: t.expose('channel', { type: ChannelKind, description: 'Where it is published.' }),
    account: t.exposeString('account', { description: 'Id of the page or account, as it was when this was planned.' }),
    brandKey: t.exposeString('brandKey', { description: 'Key of the brand.' }),
    brand: t.field({
      type: BrandType,
      nullable: true,
      description: 'The brand. Needs what `brand` needs.',
      extensions: cost.record,
      resolve: ({ brand }, _args, context) => brandOf(context, brand),
    }),
    photo: t.field({
      type: PhotoType,
      nullable: true,
      description: 'The photo, as it is now. Needs what `photos` needs.',
      extensions: cost.record,
      resolve: ({ photo }, _args, context) => photoOf(context, photo),
    }),
    caption: t.exposeString('caption', { description: 'The text exactly as it is sent.' }),
    altText: t.exposeString('altText', { description: 'For people who cannot see the photo.' }),
    image: t.string({
      description:
        'A link to the picture exactly as it is sent, for a quarter of an hour. Made when asked for, stored nowhere.',
      extensions: cost.link,
      resolve: (publication, _args, { services }) => services.publications.imageLink(publication),
    }),
    plannedAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was planned.' }),
    armedAt: t.expose('armedAt', { type: 'DateTime', nullable: true, description: 'When it was claimed last.' }),
    sentAt: t.expose('sentAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was sent last; null: never.',
    }),
    settledAt: t.expose('settledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was known that it is LIVE or FAILED; null: it is not known yet.',
    }),
    attempts: t.exposeInt('attempts', {
      description:
        'How often it was claimed to be sent. Each after the first follows an answer that it was not taken, or a look that has not found it.',
    }),
    postId: t.exposeString('postId', {
      nullable: true,
      description: "The channel's id of the post; null while it is not known.",
    }),
    permalink: t.exposeString('permalink', { nullable: true, description: 'Where people see it; null while unknown.' }),
    failure: t.exposeString('failure', {
      nullable: true,
      description:
        'Why it is FAILED or UNCONFIRMED, as a code such as TOKEN, REFUSED, DROPPED or RUN_ENDED; else null.',
    }),
    message: t.exposeString('message', { nullable: true, description: 'The same in a sentence.' }),
    settledBy: t.exposeString('settledBy', {
      nullable: true,
      description: 'Who has said what became of it, as `Approval.decidedBy`; null where the channel did.',
    }),
    runId: t.exposeID('run', { description: 'Opaque id of the run.' }),
    run: t.field({
      type: RunInterface,
      nullable: true,
      description: 'The run that publishes it; null when Temporal has forgotten it.',
      extensions: cost.call,
      resolve: ({ run }, _args, { services }) => services.runs.get(run),
    }),
    approval: t.field({
      type: ApprovalType,
      nullable: true,
      description:
        'What people are asked about it, else what they were asked last: by its run, about this publication or about all ' +
        'that it publishes. Null: nothing. Needs DECIDE.',
      extensions: cost.record,
      resolve: ({ id }, _args, context) => approvalAbout(context, id),
    }),
    cost: t.field({
      type: RunCostType,
      nullable: true,
      description: 'What calls of models have cost its run, which all of its publications share. Needs INSPECT.',
      extensions: cost.sum,
      resolve: ({ run }, _args, context) => costOf(context, run),
    }),
  }),
});

export const PublicationConnection = connectionType<Publication>('Publication', PublicationType, {
  one: 'publication',
  page: 'A page of publications, newest first.',
});
