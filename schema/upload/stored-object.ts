import { storedObject } from '../../workers/kit/objects.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { outputType } from '../from-zod/output.ts';

const defaultSeconds = 3600;

builder.objectField(outputType(storedObject), 'url', (t) =>
  t.string({
    // Null beside an error, so that the rest of a result stays readable when its bucket is not.
    nullable: true,
    description:
      'A link that reads the object without credentials for a while. Made when asked for, stored nowhere. Null, with the error BUCKET_NOT_ALLOWED, when this deployment has no access to the bucket.',
    extensions: cost.link,
    args: {
      expiresIn: t.arg.int({
        required: false,
        description: `Seconds, up to 7 days (604800). Default ${defaultSeconds}. Of a key that expires no longer than that, of an access token at most an hour.`,
      }),
    },
    resolve: (object, { expiresIn }, { services }) => services.link(object, Math.max(1, expiresIn ?? defaultSeconds)),
  }),
);
