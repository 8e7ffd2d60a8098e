import type { Settings } from '../env.ts';
import { AiError } from './ai-error.ts';
import { createHuggingFaceImages } from './hugging-face-images.ts';
import { boundOfImage } from './image-bound.ts';
import type { CallOptions, EditRequest, ImageAnswer, ImageBackend, ImageRequest, MakeImage } from './image-request.ts';
import type { Models } from './models.ts';
import { createCompatibleImages, createOpenaiImages } from './openai-images.ts';
import type { Usage } from './usage.ts';

/** Models that make images: one call and one image each, without repeats. They fail with an `AiError`, or with the signal's reason. */
export interface Images {
  generate(request: ImageRequest, options?: CallOptions): Promise<ImageAnswer>;
  edit(request: EditRequest, options?: CallOptions): Promise<ImageAnswer>;
  /** The model that is asked where a request names none. */
  modelOf(request: Pick<ImageRequest, 'backend' | 'model'>): string;
  /** The most that a call can take. */
  bound(request: ImageRequest | EditRequest): Usage;
}

/** Pictures take up to two minutes. Whoever has not answered by then will not, and activities have five. */
const longestCallMs = 4 * 60_000;

export function createImages(settings: Settings['ai'], models: Models, longestMs = longestCallMs): Images {
  const bound: Images['bound'] = (request) => boundOfImage(models.get(modelOf(request)), request);
  const backends: Record<ImageBackend, { usual: string; make: MakeImage }> = {
    openai: { usual: models.defaults.image, make: createOpenaiImages(settings.openai, bound) },
    'hugging-face': { usual: settings.huggingFace.model, make: createHuggingFaceImages(settings.huggingFace) },
    compatible: {
      usual: settings.compatibleImages?.model ?? '',
      make: createCompatibleImages(settings.compatibleImages, bound),
    },
  };
  function modelOf({ backend = 'openai', model }: Pick<ImageRequest, 'backend' | 'model'>) {
    return model ?? backends[backend].usual;
  }
  async function call(request: ImageRequest, edit: EditRequest | null, options: CallOptions) {
    const model = modelOf(request);
    const late = AbortSignal.timeout(longestMs);
    const signal = options.signal ? AbortSignal.any([options.signal, late]) : late;
    try {
      return await backends[request.backend ?? 'openai'].make({ ...request, model }, edit, { ...options, signal });
    } catch (error) {
      if (!late.aborted || options.signal?.aborted || error instanceof AiError) throw error;
      const message = `${model} was asked, and has not answered within ${longestMs / 1000} seconds.`;
      throw new AiError('PROVIDER_BUSY', message, { retry: true, lost: true }, { cause: error });
    }
  }
  return {
    generate: (request, options = {}) => call(request, null, options),
    edit: (request, options = {}) => call(request, request, options),
    modelOf,
    bound,
  };
}
