import type { Settings } from '../../platform/env.ts';
import { checkKey, loadSdk, type KeyOf } from '../../platform/ai/check-key.ts';
import { AiError } from '../../platform/ai/ai-error.ts';
import { failed, ok, skipped, warning, type Check, type Found } from './finding.ts';
import { stopwatch } from './stopwatch.ts';

const variables: Readonly<Record<KeyOf, string>> = { anthropic: 'ANTHROPIC_API_KEY', openai: 'OPENAI_API_KEY' };

/** Whether a provider of models takes the key, by a question that costs nothing. */
export const checkProvider = (provider: KeyOf, ai: Settings['ai']): Check => ({
  name: provider,
  todo: `Look at the account that ${variables[provider]} belongs to.`,
  load: async () => ai[provider].apiKey && loadSdk(provider),
  async run(signal): Promise<Found> {
    const variable = variables[provider];
    if (!ai[provider].apiKey) return skipped(`${variable} is not set`);
    const ms = stopwatch();
    try {
      await checkKey(provider, ai, signal);
      return ok(`the key is taken, ${ms()}`);
    } catch (error) {
      if (!(error instanceof AiError)) throw error;
      if (error.code === 'PROVIDER_REJECTED') return failed(error.message, `Set ${variable} to a key that is valid.`);
      const where = variable.replace('_API_KEY', '_BASE_URL');
      return warning(
        error.message,
        `See that ${ai[provider].baseUrl ?? 'the internet'} is reached from here; ${where} says where it is.`,
      );
    }
  },
});
