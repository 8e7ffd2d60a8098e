import { startFakeAnthropic } from './anthropic.ts';
import { startFakeLangfuse } from './langfuse.ts';
import { startFakeOpenai } from './openai.ts';

/** As slow as is still pleasant, so that there is something to watch. */
const pace = { delayMs: 800, eventMs: 60 };

/** Plays every provider, and says where to the product, in the variables it reads. Real keys have no use then, and are not used. */
export async function startFakeProviders() {
  const langfuseKeys = { publicKey: 'pk-lf-made-up', secretKey: 'sk-lf-made-up' };
  const [anthropic, openai, langfuse] = await Promise.all([
    startFakeAnthropic(pace),
    startFakeOpenai(pace),
    startFakeLangfuse(langfuseKeys),
  ]);
  return {
    env: {
      ANTHROPIC_API_KEY: 'made-up',
      ANTHROPIC_BASE_URL: anthropic.url,
      OPENAI_API_KEY: 'made-up',
      OPENAI_BASE_URL: openai.url,
      // What is made up has no place among real traces.
      LANGFUSE_PUBLIC_KEY: langfuseKeys.publicKey,
      LANGFUSE_SECRET_KEY: langfuseKeys.secretKey,
      LANGFUSE_BASE_URL: langfuse.url,
    },
    async close() {
      await Promise.all([anthropic.close(), openai.close(), langfuse.close()]);
    },
  };
}
