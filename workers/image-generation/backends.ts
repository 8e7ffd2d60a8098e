import type { Settings } from '../../src/platform/env.ts';
import type { ImageBackend } from '../../src/platform/ai/image-request.ts';
import type { BackendName } from './contract/input.ts';

/** As settings and requests call those who make pictures. */
export const backendIds: Record<BackendName, ImageBackend> = {
  OPENAI: 'openai',
  HUGGING_FACE: 'hugging-face',
  COMPATIBLE: 'compatible',
};
const names = Object.keys(backendIds) as BackendName[];

interface Chosen {
  backend: BackendName;
  /** Null: their usual one. */
  model: string | null;
}

interface Wanted {
  backends: readonly { backend: BackendName; model?: string | undefined }[];
  /** From a picture, which not all of them can. */
  fromPicture: boolean;
}

/** Who is asked, in this order: those who are named, or else all in the deployment's order, as far as they are set up. */
export function chooseBackends(settings: Settings['ai'], { backends, fromPicture }: Wanted): Chosen[] {
  const isSetUp: Record<BackendName, boolean> = {
    OPENAI: Boolean(settings.openai.apiKey),
    HUGGING_FACE: Boolean(settings.huggingFace.apiKey),
    COMPATIBLE: settings.compatibleImages !== undefined,
  };
  const { imageBackends: order } = settings;
  const usual = order.length > 0 ? order.map((id) => names.find((name) => backendIds[name] === id)!) : names;
  const wanted = backends.length > 0 ? backends : usual.map((backend) => ({ backend, model: undefined }));
  return wanted
    .filter(({ backend }) => isSetUp[backend] && !(fromPicture && backend === 'HUGGING_FACE'))
    .map(({ backend, model = null }) => ({ backend, model }));
}

/** What to set, for whoever finds nobody set up. */
export const noBackend =
  'Nobody who makes such a picture is set up at the worker: set OPENAI_API_KEY, IMAGES_URL with IMAGES_MODEL, or, for pictures of words, HF_TOKEN.';
