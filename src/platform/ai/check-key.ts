import type { Settings } from '../env.ts';
import { connectAnthropic, connectOpenai } from './connect.ts';
import { providerError, type Provider } from './provider-error.ts';

const providers = {
  anthropic: { name: 'Anthropic', variable: 'ANTHROPIC_API_KEY' },
  openai: { name: 'OpenAI', variable: 'OPENAI_API_KEY' },
} as const;
export type KeyOf = keyof typeof providers;

/** The first use of an SDK takes a while, in which nothing else is done. */
export const loadSdk = (of: KeyOf): Promise<unknown> =>
  of === 'anthropic' ? import('@anthropic-ai/sdk') : import('openai');

/** Asks a provider which models there are, which costs nothing. Throws AiError, or the signal's reason. */
export async function checkKey(of: KeyOf, ai: Settings['ai'], signal: AbortSignal): Promise<void> {
  const provider: Provider = { ...providers[of], key: ai[of].apiKey };
  const client = of === 'anthropic' ? await connectAnthropic(ai.anthropic) : await connectOpenai(ai.openai);
  try {
    await client.models.list({}, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw providerError(error, provider);
  }
}
