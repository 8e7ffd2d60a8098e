import { listImages, TooManyImages } from '../flight-ingestion/list-images.ts';
import { implementActivities, type Dependencies } from '../kit/activity.ts';
import { imagingPipeline, mostLocated } from './contract.ts';

/** Which images there are to look for. */
export const createImagingPipelineActivities = ({ storage }: Pick<Dependencies, 'storage'>) =>
  implementActivities(imagingPipeline, {
    async list({ prefix, images }, { report, fail, signal }) {
      if (!prefix) return { images: images ?? [] };
      const where = `${prefix.bucket}/${prefix.prefix}`;
      const tooMany = () =>
        fail(
          'TOO_MANY_IMAGES',
          `There are more than ${mostLocated} images under ${where}. Name some of them by a longer prefix, or one by one.`,
        );
      const onListed = (done: number) => {
        report({ done, unit: 'images', message: 'Looking for images' });
        if (done > mostLocated) tooMany();
      };
      try {
        const { images: found } = await listImages(storage, { prefix }, { signal, onListed });
        if (found.length === 0)
          fail('NO_IMAGES', `There are no images under ${where}. Check the bucket and the prefix.`);
        return { images: found.map(({ bucket, key, etag }) => ({ bucket, key, etag })) };
      } catch (error) {
        if (error instanceof TooManyImages) return tooMany();
        throw error;
      }
    },
  });
