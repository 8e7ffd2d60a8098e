import { createHash } from 'node:crypto';
import { implementActivities, type ActivityContext, type Dependencies } from '../kit/activity.ts';
import { recallAnswer, rememberAnswer } from './answer.ts';
import { imageEnhancement } from './contract.ts';
import { checkDestination, DestinationRefused, destinationOf } from './destination.ts';
import { checkSize } from './facts.ts';
import { outputFormats } from './formats.ts';
import { enhanceImage } from './local/pipeline.ts';
import { createProgress } from './progress.ts';
import { ImageRejected } from './rejection.ts';
import { lookAt, readSource, SourceMissing } from './source.ts';

/** The effects of image enhancement on storage. */
export const createImageEnhancementActivities = ({
  storage,
  settings: { images },
}: Pick<Dependencies, 'storage' | 'settings'>) =>
  implementActivities(imageEnhancement, {
    inspect: ({ source, local, output, ...input }, ctx) =>
      orFail(ctx, async () => {
        const destination = destinationOf({ source, output, ...input });
        checkDestination(storage, destination);
        const facts = await lookAt(storage, source, { maxBytes: images.maxBytes, signal: ctx.signal });
        checkSize(facts, { upscale: local.upscale, format: output.format, maxPixels: images.maxPixels });
        const { etag, bytes, width, height } = facts;
        return { etag, bytes, width, height, destination };
      }),

    enhance: ({ source, facts, ...job }, ctx) =>
      orFail(ctx, async () => {
        const place = storage.own(ctx.workKey);
        const earlier = recallAnswer(place.key, await storage.head(place, ctx.signal));
        if (earlier) return earlier;

        const { signal } = ctx;
        const progress = createProgress(facts, job, (report) => ctx.report(report));
        const version = { bucket: source.bucket, key: source.key, etag: facts.etag };
        const bytes = await readSource(storage, version, {
          signal,
          onProgress: (read) => progress('READ', read, facts.bytes),
        });
        const { data, ...enhanced } = await enhanceImage(bytes, job, { limits: images, signal, onProgress: progress });

        const { contentType } = outputFormats[job.output.format];
        const sha256 = createHash('sha256').update(data).digest('hex');
        const answer = { ...enhanced, work: { key: place.key, bytes: data.length, contentType, sha256 } };
        await storage.write(place, data, {
          contentType,
          metadata: rememberAnswer(answer),
          signal,
          onProgress: (written) => progress('WRITE', written, data.length),
        });
        return answer;
      }),

    async store({ enhanced: { work, ...enhanced }, destination }, { signal }) {
      const { key, ...content } = work;
      const options = { contentType: work.contentType, signal };
      const { etag } = await storage.copy(storage.own(key), destination, options);
      return { ...enhanced, output: { ...destination, ...content, etag } };
    },
  });

/** What is wrong with the image becomes an error of the contract, which is not tried again; the rest may be. */
async function orFail<T>(ctx: Pick<ActivityContext<typeof imageEnhancement>, 'fail'>, work: () => Promise<T>) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ImageRejected) return ctx.fail(error.code, error.message);
    if (error instanceof DestinationRefused) return ctx.fail('DESTINATION_NOT_ALLOWED', error.message);
    if (error instanceof SourceMissing) return ctx.fail('SOURCE_NOT_FOUND', error.message);
    throw error;
  }
}
