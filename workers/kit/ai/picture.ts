import { toUsd } from '../../../src/services/budgets/usd.ts';
import type { ActivityContext } from '../activity.ts';
import type { Picture, PictureRequest } from '../ai.ts';
import type { Calls } from './call.ts';
import { coded } from './failure.ts';
import { keepBytes } from './kept-bytes.ts';
import { readImages } from './read-images.ts';
import type { AiTools } from './tools.ts';

type Place = Pick<ActivityContext, 'signal' | 'workKey' | 'preview' | 'report'>;

/** Has a picture made. Its bytes are stored under the activity's work key, and only then does anybody get them. */
export const makePicture = (
  tools: AiTools,
  calls: Pick<Calls, 'call'>,
  place: Place,
  request: PictureRequest,
): Promise<Picture> => coded(() => make(tools, calls, place, request));

/** OpenAI takes no more. */
const mostSources = 16;

async function make(
  tools: AiTools,
  { call }: Pick<Calls, 'call'>,
  { signal, workKey, preview, report }: Place,
  { purpose, prompt, words, sources = [], mask, ...choices }: PictureRequest,
): Promise<Picture> {
  const { images, models, storage } = tools;
  const [given, masks] = await Promise.all([
    readImages(tools, { images: sources, most: mostSources, signal }),
    readImages(tools, { images: mask ? [mask] : [], most: 1, signal }),
  ]);
  const model = images.modelOf(choices);
  const plain = { ...choices, model, prompt: words };
  const edit = given.length > 0 ? { ...plain, sources: given, mask: masks[0] } : null;
  const { backend, size, quality, format, seed } = choices;
  // Drafts of the cheapest pictures would cost more than the pictures.
  const options = { signal, ...(quality !== 'low' && { onPartial: preview }) };
  const keeping = keepBytes(tools, { workKey, signal });
  const { made, kept } = await call({
    purpose,
    prompt,
    model,
    request: { backend, model, words, sources, mask, size, quality, format, seed },
    parameters: Object.fromEntries(
      Object.entries({ backend, size, quality, format, seed }).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
    bound: images.bound(edit ?? plain),
    make() {
      report({ message: `${purpose}: waiting for ${model}` });
      return edit ? images.edit(edit, options) : images.generate(plain, options);
    },
    keep: (answer, id, name) => keeping.keep(answer, id, name),
    find: keeping.find,
  });
  const object = storage.own(kept.key);
  const cost = models.costOf(model, kept.usage);
  return {
    bytes: made ? made.bytes : await storage.read(object, { signal }),
    object,
    mediaType: kept.mediaType,
    model: kept.model,
    usage: kept.usage,
    costUsd: cost === null ? null : toUsd(cost),
  };
}
