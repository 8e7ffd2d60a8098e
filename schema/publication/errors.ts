import { PublicationNotFoundError, PublicationNotOpenError } from '../../src/errors.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { ErrorInterface } from '../errors.ts';
import { PublicationType } from './types.ts';

builder.objectType(PublicationNotFoundError, {
  name: 'PublicationNotFoundError',
  description: 'There is no such publication.',
  interfaces: [ErrorInterface],
});

builder.objectType(PublicationNotOpenError, {
  name: 'PublicationNotOpenError',
  description:
    'Nobody has to say what became of it, or not in this way: the message says what to do. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    publication: t.field({
      type: PublicationType,
      nullable: true,
      description: 'The publication as it is. Needs INSPECT.',
      extensions: cost.record,
      resolve: ({ publicationId }, _args, { services }) => services.publications.get(publicationId),
    }),
  }),
});
