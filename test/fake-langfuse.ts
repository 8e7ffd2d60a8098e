import { afterAll, beforeAll } from 'vitest';
import { startFakeLangfuse, type FakeLangfuse } from '../src/local/fake-ai/langfuse.ts';
import { noteSecret } from './note-secret.ts';

/** Call at the top of a test file, before its stack: what is traced in all of its tests. */
export function useFakeLangfuse(): FakeLangfuse & { env: Record<string, string> } {
  const langfuse = {} as ReturnType<typeof useFakeLangfuse>;
  beforeAll(async () => {
    const secretKey = 'sk-lf-fake-61d0b7e42c';
    const fake = await startFakeLangfuse({ secretKey });
    const env = {
      LANGFUSE_PUBLIC_KEY: fake.publicKey,
      LANGFUSE_SECRET_KEY: secretKey,
      LANGFUSE_BASE_URL: fake.url,
    };
    noteSecret({ name: 'LANGFUSE_SECRET_KEY', value: secretKey });
    Object.assign(langfuse, fake, { env });
  });
  afterAll(() => langfuse.close());
  return langfuse;
}
