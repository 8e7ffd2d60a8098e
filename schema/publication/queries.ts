import { ChannelKind } from '../brand/types.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { pageArgs, pageSize } from '../page.ts';
import { photoId } from '../photo/types.ts';
import { PublicationConnection, publicationId, PublicationStateType, PublicationType } from './types.ts';

const PublicationFilterInput = builder.inputType('PublicationFilter', {
  description: 'Which publications; what is left out does not narrow the list.',
  fields: (t) => ({
    brand: t.string({ description: 'Only those of the brand with this key.' }),
    channel: t.field({ type: ChannelKind, description: 'Only those at this channel.' }),
    states: t.field({ type: [PublicationStateType], description: 'Only those in one of these states.' }),
    from: t.field({ type: 'DateTime', description: 'Only those that were planned then or later.' }),
    to: t.field({ type: 'DateTime', description: 'Only those that were planned earlier.' }),
    run: t.id({ description: 'Only those of this run.' }),
    workflowId: t.string({ description: 'Only those of runs with this workflow id.' }),
    photo: t.id({ description: 'Only those of this photo.' }),
  }),
});

builder.queryFields((t) => ({
  publication: t.field({
    type: PublicationType,
    nullable: true,
    description: 'One publication; null when there is none.',
    extensions: cost.record,
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (_root, { id }, { services }) => services.publications.get(publicationId.read(id)),
  }),
  publications: t.field({
    type: PublicationConnection,
    description: 'What was published, is to be, and may have been, newest first.',
    extensions: cost.record,
    args: {
      ...pageArgs,
      filter: t.arg({ type: PublicationFilterInput, required: false, description: 'Which publications.' }),
    },
    resolve: (_root, { first, after, filter }, { services }) => {
      const { photo, ...rest } = filter ?? {};
      const which = { ...rest, photo: photo == null ? null : photoId.read(photo) };
      return services.publications.list(which, pageSize(first), after);
    },
  }),
}));
