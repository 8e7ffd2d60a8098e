import { listImages, TooManyImages } from '../../src/platform/images/list-images.ts';
import { implementActivities, type Dependencies } from '../kit/activity.ts';
import { imagingPipeline, mostLocated } from './contract.ts';

/** Which images there are to look for. */
export const createActivities = ({ storage }: Pick<Dependencies, 'storage'>) =>
  implementActivities(imagingPipeline, {
    async list({ prefix, images }, { report, fail, signal }) {
      if (!prefix) return { images: images ?? [] };
      const onListed = (done: number) => report({ done, unit: 'images', message: 'Looking for images' });
      try {
        const found = await listImages(storage, prefix, { most: mostLocated, signal, onListed });
        if (found.images.length === 0)
          fail(
            'NO_IMAGES',
            `There are no images under ${prefix.bucket}/${prefix.prefix}. Check the bucket and the prefix.`,
          );
        return { images: found.images.map(({ bucket, key, etag }) => ({ bucket, key, etag })) };
      } catch (error) {
        if (error instanceof TooManyImages) return fail('TOO_MANY_IMAGES', error.message);
        throw error;
      }
    },
  });
