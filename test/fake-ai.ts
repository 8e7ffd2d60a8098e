import { afterAll, afterEach, beforeAll } from 'vitest';
import { startFakeAnthropic, type FakeAnthropic } from '../src/local/fake-ai/anthropic.ts';
import { startFakeOpenai, type FakeOpenai } from '../src/local/fake-ai/openai.ts';
import { readSettings } from '../src/platform/env.ts';
import { noteSecret } from './note-secret.ts';

export interface FakeAi {
  anthropic: FakeAnthropic;
  openai: FakeOpenai;
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
    const [anthropic, openai] = await Promise.all([startFakeAnthropic(), startFakeOpenai()]);
    const env = {
      ANTHROPIC_API_KEY: 'fake-anthropic-key-4a7e11c90d',
      ANTHROPIC_BASE_URL: anthropic.url,
      OPENAI_API_KEY: 'fake-openai-key-93bd5520fe',
      OPENAI_BASE_URL: openai.url,
    };
    for (const name of ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY'] as const) noteSecret({ name, value: env[name] });
    Object.assign(fakes, { anthropic, openai });
    Object.assign(fakes.env, env);
  });
  afterEach(() => {
    if (concurrent) return;
    fakes.anthropic.reset();
    fakes.openai.reset();
  });
  afterAll(() => Promise.all([fakes.anthropic.close(), fakes.openai.close()]));
  return fakes;
}

/** `settings.ai` of an environment. */
export const aiSettings = (env: Record<string, string>) => readSettings(env).ai;
