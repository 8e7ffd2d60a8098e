import {
  BrandAlreadyExistsError,
  BrandConflictError,
  BrandInUseError,
  BrandNotConnectedError,
  BrandNotFoundError,
} from '../../src/errors.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { ErrorInterface } from '../errors.ts';
import { BrandType } from './types.ts';

builder.objectType(BrandNotFoundError, {
  name: 'BrandNotFoundError',
  description: 'There is no such brand.',
  interfaces: [ErrorInterface],
});

builder.objectType(BrandAlreadyExistsError, {
  name: 'BrandAlreadyExistsError',
  description: 'There is a brand with this key.',
  interfaces: [ErrorInterface],
});

builder.objectType(BrandConflictError, {
  name: 'BrandConflictError',
  description: 'Somebody has changed the brand since. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    brand: t.field({
      type: BrandType,
      nullable: true,
      description: 'The brand as it is.',
      extensions: cost.record,
      resolve: ({ brandKey }, _args, { services }) => services.brands.get(brandKey),
    }),
  }),
});

builder.objectType(BrandInUseError, {
  name: 'BrandInUseError',
  description: 'The brand has publications, which stay on record.',
  interfaces: [ErrorInterface],
});

builder.objectType(BrandNotConnectedError, {
  name: 'BrandNotConnectedError',
  description: 'The brand has no such channel.',
  interfaces: [ErrorInterface],
});
