import { InvalidInputError } from '../../src/errors.ts';
import type { Upload } from '../../src/services/uploads.ts';
import { builder } from '../builder.ts';
import { outputType } from '../from-zod/output.ts';
import { objectLocation } from '../../workers/kit/objects.ts';

const UploadHeader = builder.objectRef<{ name: string; value: string }>('UploadHeader').implement({
  description: 'A header the upload must be sent with.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Header name.' }),
    value: t.exposeString('value', { description: 'Header value; it is part of the signature.' }),
  }),
});

const UploadType = builder.objectRef<Upload>('Upload').implement({
  description:
    'A place for one file, and the one request that may fill it. Then start work with `object` as the source.',
  fields: (t) => ({
    object: t.field({
      type: outputType(objectLocation),
      description: 'Where the file will be.',
      resolve: ({ object }) => object,
    }),
    url: t.exposeString('url', { description: 'Where to send the file. A secret until it expires.' }),
    method: t.exposeString('method', { description: 'HTTP method: PUT.' }),
    headers: t.field({ type: [UploadHeader], description: 'Headers to send.', resolve: ({ headers }) => headers }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When the upload must have begun.' }),
  }),
});

const CreateUploadInput = builder.inputType('CreateUploadInput', {
  description: 'The file to upload. Storage accepts exactly this type and size.',
  fields: (t) => ({
    filename: t.string({ required: true, description: 'Its name; the object key ends with it.' }),
    contentType: t.string({ required: true, description: 'MIME type, such as image/jpeg.' }),
    bytes: t.field({ type: 'SafeInt', required: true, description: 'Exact size in bytes.' }),
  }),
});

builder.mutationField('createUpload', (t) =>
  t.field({
    type: UploadType,
    description: 'Makes a place for a browser to upload a file to, without passing it through this API.',
    errors: { types: [InvalidInputError] },
    args: { input: t.arg({ type: CreateUploadInput, required: true, description: 'The file.' }) },
    resolve: (_root, { input }, { services }) => services.uploads.create(input),
  }),
);
