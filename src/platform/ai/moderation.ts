import type OpenAI from 'openai';
import type { Settings } from '../env.ts';
import { AiError } from './ai-error.ts';
import { connectOpenai } from './connect.ts';
import { moderationModel } from './default-models.ts';
import { noKey, providerError, type Provider } from './provider-error.ts';
import { noUsage, type Usage } from './usage.ts';

interface ModerationAnswer {
  /** What the provider finds in it, in its own words, such as `violence/graphic`; empty: nothing. */
  categories: string[];
  model: string;
  usage: Usage;
  requestId: string | null;
}

/** Says what is wrong with words. It costs nothing. Fails with an `AiError`, or with the signal's reason. */
export type Moderate = (text: string, signal?: AbortSignal) => Promise<ModerationAnswer>;

/** It takes less than a second. Whoever waits for it has two minutes. */
const longestCallMs = 30_000;

export function createModeration({ openai }: Pick<Settings['ai'], 'openai'>, longestMs = longestCallMs): Moderate {
  const provider: Provider = { name: 'OpenAI', variable: 'OPENAI_API_KEY', key: openai.apiKey };
  let connected: Promise<OpenAI> | undefined;
  return async (text, signal) => {
    if (!provider.key) throw noKey(provider);
    signal?.throwIfAborted();
    const { moderations } = await (connected ??= connectOpenai(openai));
    const late = AbortSignal.timeout(longestMs);
    try {
      const { data, request_id } = await moderations
        .create({ model: moderationModel, input: text }, { signal: signal ? AbortSignal.any([signal, late]) : late })
        .withResponse();
      const [result] = data.results;
      if (!result) throw new AiError('ANSWER_INVALID', 'OpenAI has said nothing of the text.', { retry: true });
      // Of a flag without a category it is not known what for: `other` is none of the provider's.
      const found = Object.entries(result.categories).flatMap(([name, is]) => (is === true ? [name] : []));
      const categories = result.flagged && found.length === 0 ? ['other'] : found;
      return { categories, model: moderationModel, usage: noUsage, requestId: request_id };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (!late.aborted) throw providerError(error, provider);
      const message = `OpenAI was asked about the words, and has not answered within ${longestMs / 1000} seconds.`;
      throw new AiError('PROVIDER_BUSY', message, { retry: true, lost: true }, { cause: error });
    }
  };
}
