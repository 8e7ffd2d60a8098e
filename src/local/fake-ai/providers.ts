import { exampleAccounts } from '../fake-meta/example-accounts.ts';
import { startFakeMeta } from '../fake-meta/fake-meta.ts';
import { startFakeAnthropic } from './anthropic.ts';
import { startFakeCompatibleImages } from './compatible-images.ts';
import { startFakeHuggingFace } from './hugging-face.ts';
import { startFakeLangfuse } from './langfuse.ts';
import { startFakeOpenai } from './openai.ts';

/** As slow as is still pleasant, so that there is something to watch. */
const pace = { delayMs: 800, eventMs: 60 };

/** Plays every provider, and Meta, and says where to the product, in the variables it reads. Real keys have no use then, and are not used. */
export async function startFakeProviders() {
  const langfuseKeys = { publicKey: 'pk-lf-made-up', secretKey: 'sk-lf-made-up' };
  const [anthropic, openai, huggingFace, images, langfuse, meta] = await Promise.all([
    startFakeAnthropic(pace),
    startFakeOpenai(pace),
    startFakeHuggingFace(pace),
    startFakeCompatibleImages(pace),
    startFakeLangfuse(langfuseKeys),
    startFakeMeta({ delayMs: 200, processingMs: 3000 }),
  ]);
  const tokens = exampleAccounts.map(({ tokenVariable, token, ...brand }) => {
    meta.addBrand(brand, { token });
    return [tokenVariable, token];
  });
  return {
    env: {
      ANTHROPIC_API_KEY: 'made-up',
      ANTHROPIC_BASE_URL: anthropic.url,
      OPENAI_API_KEY: 'made-up',
      OPENAI_BASE_URL: openai.url,
      HF_TOKEN: 'made-up',
      HF_BASE_URL: huggingFace.url,
      IMAGES_URL: images.url,
      IMAGES_KEY: 'made-up',
      IMAGES_MODEL: 'made-up/model',
      // What is made up has no place among real traces.
      LANGFUSE_PUBLIC_KEY: langfuseKeys.publicKey,
      LANGFUSE_SECRET_KEY: langfuseKeys.secretKey,
      LANGFUSE_BASE_URL: langfuse.url,
      META_BASE_URL: meta.url,
      ...(Object.fromEntries(tokens) as Record<string, string>),
    },
    async close() {
      await Promise.all([anthropic, openai, huggingFace, images, langfuse, meta].map((fake) => fake.close()));
    },
  };
}
