import { imageEnhancementPrompt } from '../../prompts/image-enhancement.ts';
import { parsePictureSize } from '../kit/models.ts';
import type { S3Object } from '../kit/objects.ts';
import { implementActivities, type ActivityContext, type Dependencies } from '../kit/activity.ts';
import { keepAnswer, recallAnswer } from './answer.ts';
import { imageEnhancement } from './contract.ts';
import { checkDestination, DestinationRefused, destinationOf } from './destination.ts';
import { checkSize } from './check-size.ts';
import { noChange } from './local/no-change.ts';
import { enhanceImage } from './local/pipeline.ts';
import { sizeFor } from './openai-size.ts';
import { createProgress } from './progress.ts';
import { ImageRejected } from '../../src/platform/images/rejection.ts';
import { lookAt, whyMissing } from '../../src/platform/images/source.ts';

/** The effects of image enhancement on storage. */
export const createActivities = ({ storage, settings: { images }, prompts }: Dependencies) =>
  implementActivities(imageEnhancement, {
    inspect: ({ source, backend, local, openai, output, ...input }, ctx) =>
      orFail(ctx, async () => {
        const destination = destinationOf({ source, output, ...input });
        checkDestination(storage, destination);
        const facts = await lookAt(storage, source, { maxBytes: images.maxBytes, signal: ctx.signal });
        const { format } = output;
        checkSize(facts, { upscale: local.upscale, format, maxPixels: images.maxPixels });
        // What a model makes costs money, also when it is larger than may be stored.
        if (backend === 'OPENAI')
          checkSize(parsePictureSize(sizeFor(facts, openai)), { upscale: 1, format, maxPixels: images.maxPixels });
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
        const bytes = await storage.read(versionOf(source, facts), {
          signal,
          onProgress: (read) => progress('READ', read, facts.bytes),
        });
        const { data, ...enhanced } = await enhanceImage(bytes, job, { limits: images, signal, onProgress: progress });
        const onProgress = (written: number) => progress('WRITE', written, data.length);
        const outcome = { ...enhanced, generated: null };
        return keepAnswer(storage, place, data, outcome, { format: job.output.format, signal, onProgress });
      }),

    edit: ({ source, prompt = '', openai, facts }, { ai, ...ctx }) =>
      orFail(ctx, async () => {
        const words = await prompts.render(imageEnhancementPrompt, { wishes: prompt });
        const { quality } = openai;
        const size = sizeFor(facts, openai);
        const { object, model, usage, costUsd } = await ai.image({
          purpose: 'enhance',
          prompt: words,
          words: words.text,
          sources: [versionOf(source, facts)],
          model: openai.model,
          size,
          quality: toQuality(quality),
          format: 'png', // the file that is asked for is written from it, whatever its format
        });
        return { key: object.key, generated: { model, size, quality, usage, costUsd } };
      }),

    encode: ({ source, output, facts, edited }, ctx) =>
      orFail(ctx, async () => {
        const { signal } = ctx;
        const place = storage.own(ctx.workKey);
        const [bytes, metadataOf] = await Promise.all([
          storage.read(storage.own(edited.key), { signal }),
          output.keepMetadata ? storage.read(versionOf(source, facts), { signal }) : undefined,
        ]);
        const job = { local: noChange, output };
        const picture = { bytes: bytes.length, ...parsePictureSize(edited.generated.size) };
        const progress = createProgress(picture, job, (report) => ctx.report(report));
        const options = { limits: images, metadataOf, signal, onProgress: progress };
        const { data, width, height } = await enhanceImage(bytes, job, options);
        const onProgress = (written: number) => progress('WRITE', written, data.length);
        const outcome = { width, height, applied: null, generated: edited.generated };
        return keepAnswer(storage, place, data, outcome, { format: output.format, signal, onProgress });
      }),

    async store({ enhanced: { work, ...enhanced }, destination }, { signal }) {
      const { key, ...content } = work;
      const options = { contentType: work.contentType, signal };
      const { etag } = await storage.copy(storage.own(key), destination, options);
      return { ...enhanced, output: { ...destination, ...content, etag } };
    },
  });

/** The source as it was when it was inspected. */
const versionOf = ({ bucket, key }: S3Object, { etag }: { etag: string }) => ({ bucket, key, etag });

/** What is wrong with the image becomes an error of the contract, which is not tried again; the rest may be. */
async function orFail<T>(ctx: Pick<ActivityContext<typeof imageEnhancement>, 'fail'>, work: () => Promise<T>) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ImageRejected) return ctx.fail(error.code, error.message);
    if (error instanceof DestinationRefused) return ctx.fail('DESTINATION_NOT_ALLOWED', error.message);
    const missing = whyMissing(error);
    if (missing !== null) return ctx.fail('SOURCE_NOT_FOUND', missing);
    throw error;
  }
}

const toQuality = (quality: 'LOW' | 'MEDIUM' | 'HIGH' | 'XHIGH' | 'MAX') =>
  quality.toLowerCase() as Lowercase<typeof quality>;
