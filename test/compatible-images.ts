import { afterAll, afterEach, beforeAll } from 'vitest';
import { startFakeCompatibleImages, type FakeCompatibleImages } from '../src/local/fake-ai/compatible-images.ts';

/** Call at the top of a test file: somebody's own server that makes pictures, for all of its tests, as if just started for each. */
export function useCompatibleImages(): { server: FakeCompatibleImages; env: Record<string, string> } {
  const fake = { env: {} } as { server: FakeCompatibleImages; env: Record<string, string> };
  beforeAll(async () => {
    fake.server = await startFakeCompatibleImages();
    Object.assign(fake.env, { IMAGES_URL: fake.server.url, IMAGES_MODEL: 'own/model-1' });
  });
  afterEach(() => fake.server.reset());
  afterAll(() => fake.server.close());
  return fake;
}
