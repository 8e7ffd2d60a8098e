import sharp from 'sharp';
import { imageEditPrompt } from '../../prompts/image-edit.ts';
import { imageGenerationPrompt } from '../../prompts/image-generation.ts';
import { imageVariationPrompt } from '../../prompts/image-variation.ts';
import { ImageRejected } from '../../src/platform/images/rejection.ts';
import { whyMissing } from '../../src/platform/images/source.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { createGallery, type Gallery } from '../../src/services/gallery/gallery.ts';
import { implementActivities, type ActivityContext, type Dependencies } from '../kit/activity.ts';
import { backendIds } from './backends.ts';
import { checkPictures } from './check-pictures.ts';
import { imageGeneration } from './contract.ts';
import { placeOf } from './places.ts';
import { createPolicy } from './safety/policy.ts';
import { screen } from './screen.ts';
import { storePictures } from './store-pictures.ts';
import { lookOf } from './styles.ts';

const ways = { WORDS: imageGenerationPrompt, VARIATION: imageVariationPrompt, EDIT: imageEditPrompt } as const;

/** The effects of making pictures: on who makes them, on storage, and on the gallery. */
export function createActivities({ storage, settings, prompts, database }: Dependencies) {
  const { images: limits } = settings;
  const policy = createPolicy(settings.ai.imagePolicyFile);
  const galleryOf = ({ fail }: Pick<ActivityContext<typeof imageGeneration>, 'fail'>): Gallery =>
    createGallery(database ?? (fail('DATABASE_NEEDED', imageGeneration.errors.DATABASE_NEEDED) as Database));

  return implementActivities(imageGeneration, {
    screen: (input, ctx) => screen({ storage, settings, gallery: galleryOf(ctx), policy }, input, ctx),

    async generate({ input, wanted, backend, model, seed, position }, { ai, fail }) {
      const { from, quality } = input;
      const way = ways[(from?.how ?? 'WORDS') as keyof typeof ways];
      const prompt = await prompts.render(way, { wanted: wanted.prompt, look: lookOf(wanted.style) });
      try {
        const picture = await ai.image({
          purpose: 'picture',
          prompt,
          words: prompt.text,
          ...(wanted.parent && { sources: [wanted.parent.object] }),
          ...(from?.mask && { mask: from.mask }),
          backend: backendIds[backend],
          model: model ?? undefined,
          size: wanted.size!,
          quality: quality.toLowerCase() as Lowercase<typeof quality>,
          format: 'png', // the file that is asked for is written from it, whatever its format
          ...(seed !== null && { seed }),
        });
        const { costUsd } = picture;
        return { position, key: picture.object.key, backend, model: picture.model, seed, costUsd };
      } catch (error) {
        const missing = whyMissing(error);
        if (missing !== null) return fail('IMAGE_NOT_FOUND', missing);
        throw error;
      }
    },

    async upscale({ parent, factor }, { signal, workKey, fail, report }) {
      const [width, height] = [parent.width * factor, parent.height * factor];
      if (width * height > limits.maxPixels) {
        const message = `It would have ${width} x ${height} pixels; IMAGE_MAX_PIXELS allows ${limits.maxPixels}.`;
        fail('IMAGE_TOO_LARGE', message);
      }
      report({ message: `Making it ${width} x ${height} pixels large` });
      const bytes = await storage.read(parent.object, { signal }).catch((error: unknown) => {
        const missing = whyMissing(error);
        if (missing !== null) fail('IMAGE_NOT_FOUND', missing);
        throw error;
      });
      const larger = await sharp(bytes, { limitInputPixels: limits.maxPixels })
        .autoOrient()
        .resize(width, height, { fit: 'fill', kernel: 'lanczos3' })
        .png()
        .toBuffer();
      await storage.write(storage.own(workKey), larger, { contentType: 'image/png', signal });
      return { position: 0, key: workKey, backend: null, model: null, seed: null, costUsd: 0 };
    },

    check: (input, ctx) => checkPictures({ storage, gallery: galleryOf(ctx), limits }, input, ctx),

    async store(input, ctx) {
      try {
        return await storePictures({ storage, gallery: galleryOf(ctx), limits }, input, ctx);
      } catch (error) {
        if (error instanceof ImageRejected) return ctx.fail('IMAGE_BROKEN', error.message);
        throw error;
      }
    },

    async withdraw({ input, ids }, ctx) {
      const kept = await galleryOf(ctx).known(ids);
      for (const id of ids) {
        if (!kept.has(id)) await storage.deleteAll(placeOf(storage, input, id).folder);
      }
      return {};
    },
  });
}
