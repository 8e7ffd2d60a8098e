import type { Settings } from '../env.ts';
import { connectAnthropic, connectOpenai } from './connect.ts';
import { providerError, type Provider } from './provider-error.ts';

const providers = {
  anthropic: { name: 'Anthropic', variable: 'ANTHROPIC_API_KEY' },
  openai: { name: 'OpenAI', variable: 'OPENAI_API_KEY' },
} as const;
export type KeyOf = keyof typeof providers;

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
