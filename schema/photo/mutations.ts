import { PhotoNotFoundError } from '../../src/errors.ts';
import { builder } from '../builder.ts';
import { ErrorInterface } from '../errors.ts';
import { photoId, PhotoType } from './types.ts';

builder.objectType(PhotoNotFoundError, {
  name: 'PhotoNotFoundError',
  description: 'There is no such photo.',
  interfaces: [ErrorInterface],
});

const idArg = builder.args((t) => ({ id: t.id({ required: true, description: 'Id of the photo.' }) }));

builder.mutationFields((t) => ({
  excludePhoto: t.field({
    type: PhotoType,
    description: 'Has a photo never be posted, until it is included again. A run that has it goes on.',
    errors: { types: [PhotoNotFoundError] },
    args: idArg,
    resolve: (_root, { id }, { services }) => services.photos.exclude(photoId.read(id)),
  }),
  includePhoto: t.field({
    type: PhotoType,
    description: 'Takes back that a photo is excluded.',
    errors: { types: [PhotoNotFoundError] },
    args: idArg,
    resolve: (_root, { id }, { services }) => services.photos.include(photoId.read(id)),
  }),
}));
