import type { GeneratedImage, ImageOrigin } from '../../src/services/gallery/image.ts';
import { encodeRunId } from '../../src/services/runs/run-id.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { connectionType } from '../page.ts';
import { typedId } from '../typed-id.ts';

export const imageId = typedId('GeneratedImage');

const defaultSeconds = 3600;
const originWords: Record<ImageOrigin, string> = {
  WORDS: 'Made of words.',
  VARIATION: 'Another picture of the same.',
  EDIT: 'An earlier picture, changed.',
  UPSCALE: 'An earlier picture, larger.',
};

export const ImageOriginType = builder.enumType('ImageOrigin', {
  description: 'How a picture has come about.',
  values: Object.fromEntries(
    Object.entries(originWords).map(([origin, description]) => [origin, { description }]),
  ) as Record<ImageOrigin, { description: string }>,
});

const noAccess =
  'Null, with the error BUCKET_NOT_ALLOWED, when this deployment has no access to the bucket (any more).';

export const GeneratedImageType = builder.objectRef<GeneratedImage>('GeneratedImage').implement({
  description: 'A picture that was made, and where it comes from. The same is in the file, as XMP.',
  fields: (t) => {
    const seconds = {
      expiresIn: t.arg.int({ required: false, description: `Seconds, up to 7 days. Default ${defaultSeconds}.` }),
    };
    return {
      id: t.id({ description: 'Opaque.', resolve: ({ id }) => imageId.write(id) }),
      uuid: t.exposeString('id', {
        description: 'What runs call it: the input `from.image` of those that make pictures.',
      }),
      run: t.id({
        description: 'Id of the run that has made it; a run is forgotten sooner than its pictures.',
        resolve: ({ run: first, workflowId }) => encodeRunId({ first, workflowId }),
      }),
      onBehalfOf: t.string({
        nullable: true,
        description: 'For which of your users; null: for none.',
        resolve: ({ onBehalfOf }) => onBehalfOf || null,
      }),
      origin: t.expose('origin', { type: ImageOriginType, description: 'How it has come about.' }),
      parent: t.exposeString('parent', { nullable: true, description: 'The `uuid` of the picture it was made from.' }),
      prompt: t.exposeString('prompt', { description: 'What was asked for.' }),
      style: t.exposeString('style', { nullable: true, description: 'A style, or words of the caller for one.' }),
      backend: t.exposeString('backend', { nullable: true, description: 'Who has made it; null: nobody was asked.' }),
      model: t.exposeString('model', { nullable: true, description: 'With which model.' }),
      size: t.exposeString('size', { description: 'As it was asked for.' }),
      quality: t.exposeString('quality', { description: 'As it was asked for.' }),
      seed: t.field({
        type: 'SafeInt',
        nullable: true,
        description: 'With which seed; null: who has made it takes none.',
        resolve: ({ seed }) => seed,
      }),
      costUsd: t.float({
        nullable: true,
        description: 'US dollars; null when the model has no price.',
        resolve: ({ cost: micros }) => (micros === null ? null : micros / 1_000_000),
      }),
      bucket: t.exposeString('bucket', { description: 'Where it is.' }),
      key: t.exposeString('key', { description: 'Where it is.' }),
      etag: t.exposeString('etag', { description: 'Its version, without quotes.' }),
      bytes: t.field({ type: 'SafeInt', description: 'Size in bytes.', resolve: ({ bytes }) => bytes }),
      contentType: t.exposeString('contentType', { description: 'MIME type.' }),
      sha256: t.exposeString('sha256', { description: 'SHA-256 of the file, in hex.' }),
      width: t.exposeInt('width', { description: 'Pixels.' }),
      height: t.exposeInt('height', { description: 'Pixels.' }),
      thumbhash: t.exposeString('thumbhash', {
        description: 'A picture of some 25 bytes to show until the real one is there, in base64.',
      }),
      url: t.string({
        nullable: true,
        description: `A link that reads it without credentials for a while. ${noAccess}`,
        extensions: cost.link,
        args: seconds,
        resolve: ({ bucket, key }, { expiresIn }, { services }) =>
          services.link({ bucket, key }, Math.max(1, expiresIn ?? defaultSeconds)),
      }),
      thumbnailUrl: t.string({
        nullable: true,
        description: `A link to a small one, as WebP of at most 512 pixels a side. ${noAccess}`,
        extensions: cost.link,
        args: seconds,
        resolve: ({ bucket, thumbnailKey: key }, { expiresIn }, { services }) =>
          services.link({ bucket, key }, Math.max(1, expiresIn ?? defaultSeconds)),
      }),
      duplicateOf: t.exposeString('duplicateOf', {
        nullable: true,
        description: 'The `uuid` of an earlier picture, of the same user of yours, that it looks like; null: of none.',
      }),
      createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was stored.' }),
    };
  },
});

export const GeneratedImageConnection = connectionType('GeneratedImage', GeneratedImageType, {
  one: 'picture',
  page: 'A page of pictures.',
});
