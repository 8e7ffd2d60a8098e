import { InvalidInputError, PublicationNotFoundError, PublicationNotOpenError } from '../../src/errors.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import './errors.ts';
import { publicationId, PublicationType } from './types.ts';

const PublicationVerdict = builder.enumType('PublicationVerdict', {
  description: 'What somebody says who has looked at the account.',
  values: {
    IT_IS_LIVE: { description: 'It is public.' },
    DROP_IT: { description: 'It is not public, and is not to be. To post it after all, start another run.' },
  } as const,
});

const idArg = builder.args((t) => ({ id: t.id({ required: true, description: 'Id of the publication.' }) }));

builder.mutationFields((t) => ({
  reconcilePublication: t.field({
    type: PublicationType,
    description:
      'Has the channel asked again what became of a publication that is UNCONFIRMED: answers the open question of its run with ' +
      'CHECK_AGAIN. Does not wait for what comes of it, and does nothing more when it is asked just now.',
    errors: { types: [PublicationNotFoundError, PublicationNotOpenError] },
    extensions: cost.call,
    args: idArg,
    resolve: (_root, { id }, { services }) => services.publications.reconcile(publicationId.read(id)),
  }),
  settlePublication: t.field({
    type: PublicationType,
    description:
      'Says what became of a publication that is UNCONFIRMED and whose run has ended, so that it cannot be told any more. While the ' +
      'run goes on, use `decide` or `reconcilePublication`.',
    errors: { types: [PublicationNotFoundError, PublicationNotOpenError, InvalidInputError] },
    extensions: cost.call,
    args: {
      ...idArg,
      choice: t.arg({ type: PublicationVerdict, required: true, description: 'What became of it.' }),
      permalink: t.arg.string({ required: false, description: 'Where people see it, when it is public.' }),
    },
    resolve: (_root, { id, ...verdict }, { services }) => services.publications.settle(publicationId.read(id), verdict),
  }),
}));
