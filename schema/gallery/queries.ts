import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { pageArgs, pageSize } from '../page.ts';
import { GeneratedImageConnection, GeneratedImageType, imageId, ImageOriginType } from './types.ts';

const GeneratedImageFilter = builder.inputType('GeneratedImageFilter', {
  description: 'Which pictures; what is left out is any.',
  fields: (t) => ({
    search: t.string({
      required: false,
      description:
        'Words of the prompt or the style, as in a web search: `"red boat" -sail`, `boat or ship`. At most 1,000 characters.',
    }),
    onBehalfOf: t.string({ required: false, description: 'For this user of yours; empty: for none.' }),
    style: t.string({ required: false, description: 'In exactly this style, such as `WATERCOLOR`.' }),
    origin: t.field({ type: ImageOriginType, required: false, description: 'That have come about so.' }),
    model: t.string({ required: false, description: 'Made by this model.' }),
    run: t.id({ required: false, description: 'Of this run.' }),
    parent: t.string({ required: false, description: 'Made from the picture with this `uuid`.' }),
  }),
});

builder.queryFields((t) => ({
  generatedImage: t.field({
    type: GeneratedImageType,
    nullable: true,
    description: 'A picture that was made; null where there is none.',
    args: { id: t.arg.id({ required: true, description: 'Its `id`, or its `uuid`.' }) },
    resolve: (_root, { id }, { services }) => services.gallery.get(imageId.read(id) || id),
  }),
  generatedImages: t.field({
    type: GeneratedImageConnection,
    description: 'The gallery: pictures that were made, the newest first. Remembered longer than runs.',
    extensions: cost.sum,
    args: {
      ...pageArgs,
      filter: t.arg({ type: GeneratedImageFilter, required: false, description: 'Which pictures.' }),
    },
    resolve: (_root, { filter, first, after }, { services }) => {
      const { search, onBehalfOf, style, origin, model, run, parent } = filter ?? {};
      const wanted = {
        search: search ?? null,
        onBehalfOf: onBehalfOf ?? null,
        style: style ?? null,
        origin: origin ?? null,
        model: model ?? null,
        run: run ?? null,
        parent: parent ?? null,
      };
      return services.gallery.list({ filter: wanted, first: pageSize(first), after: after ?? null });
    },
  }),
}));
