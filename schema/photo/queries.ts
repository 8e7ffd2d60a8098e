import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { pageArgs, pageSize } from '../page.ts';
import { PhotoConnection, PhotoStateType } from './types.ts';

builder.queryField('photos', (t) =>
  t.field({
    type: PhotoConnection,
    description: 'Photos of a brand, those that were found last first.',
    extensions: cost.sum,
    args: {
      ...pageArgs,
      brand: t.arg.string({ required: true, description: 'Key of the brand.' }),
      filter: t.arg({ type: PhotoStateType, required: false, description: 'Only those in this state.' }),
    },
    resolve: async (_root, { brand, filter, first, after }, { services }) =>
      services.photos.list((await services.brands.known(brand)).id, filter ?? null, pageSize(first), after),
  }),
);
