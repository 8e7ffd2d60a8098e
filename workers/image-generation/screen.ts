import type * as z from 'zod';
import type { Settings } from '../../src/platform/env.ts';
import { outputFormats } from '../../src/platform/images/output-formats.ts';
import type { Storage } from '../../src/platform/storage.ts';
import type { GeneratedImage } from '../../src/services/gallery/image.ts';
import type { Gallery } from '../../src/services/gallery/gallery.ts';
import { checkDestination, DestinationRefused } from '../kit/destination.ts';
import { nearestPictureSize } from '../kit/models.ts';
import type { ActivityContext } from '../kit/activity.ts';
import { chooseBackends, noBackend } from './backends.ts';
import { imageGeneration } from './contract.ts';
import { placesOf } from './places.ts';
import type { Policy } from './safety/policy.ts';
import { refuseWords } from './safety/refuse-words.ts';

type Activities = (typeof imageGeneration)['activities'];
type Input = z.output<Activities['screen']['input']>;
type Screened = z.output<Activities['screen']['output']>;
type Context = Pick<ActivityContext<typeof imageGeneration>, 'ai' | 'fail' | 'run'>;

interface Tools {
  storage: Storage;
  settings: Pick<Settings, 'ai'>;
  gallery: Gallery;
  policy: Policy;
}

const seeds = 2 ** 31;
/** The smallest that OpenAI's documentation names, and the largest that it does not call experimental. */
const usual = { least: 1024 * 1024, most: 2560 * 1440 };

/** Whether this may be made, and what is to be asked of whom. Fails with what is wrong before anything is paid for. */
export async function screen(tools: Tools, input: Input, ctx: Context): Promise<Screened> {
  const { from, backends: named } = input;
  refuseDestination(tools, input, ctx);
  const parent = from ? await parentOf(tools, input, ctx) : null;
  const how = from?.how ?? 'WORDS';
  const backends = how === 'UPSCALE' ? [] : chooseBackends(tools.settings.ai, { backends: named, fromPicture: !!from });
  if (how !== 'UPSCALE' && backends.length === 0) ctx.fail('NO_BACKEND', noBackend);
  const behind = parent && how !== 'UPSCALE' ? await tools.gallery.wordsBehind(parent.id) : [];
  const own = [input.prompt, input.ownStyle].filter((text) => text !== undefined);
  await refuseWords(tools, { own, behind }, ctx);
  const style = input.style ?? input.ownStyle ?? (how === 'WORDS' || how === 'EDIT' ? null : (parent?.style ?? null));
  const size = input.size ?? (parent ? nearestPictureSize(parent, usual) : '1024x1024');
  return {
    wanted: {
      prompt: input.prompt ?? parent!.prompt,
      style,
      size: how === 'UPSCALE' ? null : size,
      parent: parent && toParent(parent),
    },
    backends,
    seed: input.seed ?? Math.floor(Math.random() * seeds),
  };
}

function refuseDestination({ storage }: Tools, input: Input, { run, fail }: Context): void {
  const { extension } = outputFormats[input.format];
  try {
    if (input.destination) checkDestination(storage, placesOf(storage, input, { run, position: 0, extension }));
  } catch (error) {
    if (error instanceof DestinationRefused) fail('DESTINATION_NOT_ALLOWED', error.message);
    throw error;
  }
}

async function parentOf({ gallery }: Tools, { from, onBehalfOf }: Input, { fail }: Context): Promise<GeneratedImage> {
  const parent = await gallery.get(from!.image);
  const isTheirs = parent && (onBehalfOf === undefined || parent.onBehalfOf === onBehalfOf);
  return isTheirs ? parent : fail('IMAGE_NOT_FOUND', `There is no picture ${from!.image} to start from.`);
}

const toParent = ({ id, bucket, key, etag, width, height }: GeneratedImage) => ({
  id,
  object: { bucket, key, etag },
  width,
  height,
});
