import { afterAll, afterEach, beforeAll } from 'vitest';
import { startFakeAnthropic, type FakeAnthropic } from '../src/local/fake-ai/anthropic.ts';
import { startFakeHuggingFace, type FakeHuggingFace } from '../src/local/fake-ai/hugging-face.ts';
import { startFakeOpenai, type FakeOpenai } from '../src/local/fake-ai/openai.ts';
import { readSettings } from '../src/platform/env.ts';
import { noteSecret } from './note-secret.ts';

export interface FakeAi {
  anthropic: FakeAnthropic;
  openai: FakeOpenai;
  huggingFace: FakeHuggingFace;
  /** For `useStack({ env })`; filled when the tests begin, so what is spread of it before then is nothing. */
  env: Record<string, string>;
}

/**
 * Call at the top of a test file: providers that are not ones, for all of its tests. Each test finds them as if just
 * started, unless tests run at a time: then nothing is forgotten between them.
 */
export function useFakeAi({ concurrent = false } = {}): FakeAi {
  const fakes = { env: {} } as FakeAi;
  beforeAll(async () => {
    const starts = [startFakeAnthropic(), startFakeOpenai(), startFakeHuggingFace()] as const;
    const [anthropic, openai, huggingFace] = await Promise.all(starts);
    const env = {
      ANTHROPIC_API_KEY: 'fake-anthropic-key-4a7e11c90d',
      ANTHROPIC_BASE_URL: anthropic.url,
      OPENAI_API_KEY: 'fake-openai-key-93bd5520fe',
      OPENAI_BASE_URL: openai.url,
      HF_TOKEN: 'fake-hugging-face-key-77c1e0',
      HF_BASE_URL: huggingFace.url,
    };
    for (const name of ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'HF_TOKEN'] as const)
      noteSecret({ name, value: env[name] });
    Object.assign(fakes, { anthropic, openai, huggingFace });
    Object.assign(fakes.env, env);
  });
  afterEach(() => {
    if (concurrent) return;
    fakes.anthropic.reset();
    fakes.openai.reset();
    fakes.huggingFace.reset();
  });
  afterAll(() => Promise.all([fakes.anthropic.close(), fakes.openai.close(), fakes.huggingFace.close()]));
  return fakes;
}

/** `settings.ai` of an environment. */
export const aiSettings = (env: Record<string, string>) => readSettings(env).ai;
