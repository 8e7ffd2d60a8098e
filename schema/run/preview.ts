import type { Preview } from '../../workers/kit/wire/preview.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';

export const PreviewType = builder.objectRef<Preview>('Preview').implement({
  description:
    'A small picture of what is being made, to show while the run goes on: it is deleted with whatever else the run has ' +
    'put aside.',
  fields: (t) => ({
    url: t.string({
      description:
        'A link to it, a WebP, that works without credentials for half an hour. The next preview has another; that of the ' +
        'same one is the same for about a quarter of an hour.',
      extensions: cost.link,
      resolve: ({ key }, _args, { services }) => services.previewLink(key),
    }),
    thumbhash: t.exposeString('thumbhash', {
      description:
        'Some 25 bytes in base64 that a client paints a blurred picture from until the link is loaded: ThumbHash.',
    }),
    width: t.exposeInt('width', { description: 'Pixels.' }),
    height: t.exposeInt('height', { description: 'Pixels; neither side has more than 512.' }),
  }),
});
