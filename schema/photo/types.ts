import type { Photo, PhotoProblem, PhotoState } from '../../src/services/photos/photo.ts';
import { ChannelKind } from '../brand/types.ts';
import { builder } from '../builder.ts';
import { described } from '../described.ts';
import { cost } from '../cost.ts';
import { connectionType } from '../page.ts';
import { typedId } from '../typed-id.ts';

export const photoId = typedId('Photo');

const defaultSeconds = 3600;

const stateWords: Record<PhotoState, string> = {
  FREE: 'May be posted now.',
  RESERVED: 'A run has it.',
  RESTING: 'It, or one that looks like it, was published less than `minPhotoDays` of the brand ago, or is about to be.',
  EXCLUDED: 'Somebody has said that it is not to be posted.',
  MISSING: 'It was not in the places of the brand when they were last looked at.',
  UNSUITABLE: 'It cannot be published at a channel of the brand: see `problems`.',
};

export const PhotoStateType = builder.enumType('PhotoState', {
  description:
    'What a photo is to its brand now. Each is in one state: of several that hold, the first of RESERVED, MISSING, EXCLUDED, UNSUITABLE, RESTING.',
  values: described(stateWords),
});

const PhotoProblemCode = builder.enumType('PhotoProblemCode', {
  description: 'Why a photo cannot be published. What can be mended, as its format or a side that is cut, is none.',
  values: {
    UNREADABLE: { description: 'It is no image that can be read, or it is damaged.' },
    TOO_LARGE: { description: 'It has more bytes or pixels than this deployment reads.' },
    TOO_SMALL: { description: 'It is less than 320 pixels wide.' },
    TOO_LONG: { description: 'It is so wide or so high that more than half would be cut or be empty.' },
  } as const,
});

const PhotoProblemType = builder.objectRef<PhotoProblem>('PhotoProblem').implement({
  description: 'Why a photo cannot be published at a channel.',
  fields: (t) => ({
    channel: t.expose('channel', { type: ChannelKind, description: 'Which channel.' }),
    code: t.expose('code', { type: PhotoProblemCode, description: 'What is wrong.' }),
    message: t.exposeString('message', { description: 'In a sentence.' }),
  }),
});

export const PhotoType = builder.objectRef<Photo>('Photo').implement({
  description: 'A photo of a brand, as it was when it was last looked at.',
  fields: (t) => ({
    id: t.id({ description: 'Opaque.', resolve: ({ id }) => photoId.write(id) }),
    uuid: t.exposeString('id', { description: 'What runs call it: the input `photo` of those that post.' }),
    bucket: t.exposeString('bucket', { description: 'Where it is.' }),
    key: t.exposeString('key', { description: 'Where it is.' }),
    etag: t.exposeString('etag', { description: 'Its version, without quotes.' }),
    bytes: t.field({ type: 'SafeInt', description: 'Size in bytes.', resolve: ({ bytes }) => bytes }),
    url: t.string({
      // Null beside an error, so that the rest of a page stays readable when a bucket is not.
      nullable: true,
      description:
        'A link that reads it without credentials for a while. Made when asked for, stored nowhere. Null, with the error BUCKET_NOT_ALLOWED, when this deployment has no access to the bucket (any more).',
      extensions: cost.link,
      args: {
        expiresIn: t.arg.int({ required: false, description: `Seconds, up to 7 days. Default ${defaultSeconds}.` }),
      },
      resolve: ({ bucket, key }, { expiresIn }, { services }) =>
        services.link({ bucket, key }, Math.max(1, expiresIn ?? defaultSeconds)),
    }),
    thumbhash: t.exposeString('thumbhash', {
      nullable: true,
      description: 'A picture of some 25 bytes to show until the photo is there, in base64; null when it was not read.',
    }),
    format: t.exposeString('format', { nullable: true, description: 'JPEG, PNG, WEBP, AVIF or TIFF, by its content.' }),
    width: t.exposeInt('width', { nullable: true, description: 'Pixels, when upright.' }),
    height: t.exposeInt('height', { nullable: true, description: 'Pixels, when upright.' }),
    likeness: t.exposeID('likeness', { description: 'The same for photos that look alike.' }),
    state: t.expose('state', { type: PhotoStateType, description: 'What it is to its brand now.' }),
    problems: t.expose('problems', { type: [PhotoProblemType], description: 'Why it cannot be published.' }),
    importedAt: t.expose('importedAt', { type: 'DateTime', description: 'When it was last looked at.' }),
    missingAt: t.expose('missingAt', { type: 'DateTime', nullable: true, description: 'Since when it is not there.' }),
    excludedAt: t.expose('excludedAt', { type: 'DateTime', nullable: true, description: 'When it was excluded.' }),
    excludedBy: t.exposeString('excludedBy', { nullable: true, description: 'Who has excluded it.' }),
    reservedAt: t.expose('reservedAt', { type: 'DateTime', nullable: true, description: 'Since when a run has it.' }),
    publishedAt: t.expose('publishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last published; null: never.',
    }),
  }),
});

export const PhotoConnection = connectionType('Photo', PhotoType, { one: 'photo', page: 'A page of photos.' });
