import { GeneratedImageNotFoundError } from '../../src/errors.ts';
import { builder } from '../builder.ts';
import { ErrorInterface } from '../errors.ts';
import { imageId } from './types.ts';

builder.objectType(GeneratedImageNotFoundError, {
  name: 'GeneratedImageNotFoundError',
  description: 'There is no such picture.',
  interfaces: [ErrorInterface],
});

const GeneratedImageDeletedType = builder
  .objectRef<{ id: string; bucket: string; key: string }>('GeneratedImageDeleted')
  .implement({
    description: 'What was deleted.',
    fields: (t) => ({
      uuid: t.exposeString('id', { description: 'Its UUID.' }),
      bucket: t.exposeString('bucket', { description: 'Where it was.' }),
      key: t.exposeString('key', { description: 'Where it was.' }),
    }),
  });

builder.mutationFields((t) => ({
  deleteGeneratedImage: t.field({
    type: GeneratedImageDeletedType,
    description:
      'Deletes a picture with its thumbnail and what is known of it: it cannot be undone. What was made from it stays, and what it has cost is not forgotten.',
    errors: { types: [GeneratedImageNotFoundError] },
    args: { id: t.arg.id({ required: true, description: 'Its `id`, or its `uuid`.' }) },
    resolve: (_root, { id }, { services }) => services.gallery.delete(imageId.read(id) || id),
  }),
}));
