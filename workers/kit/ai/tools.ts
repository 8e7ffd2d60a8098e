import { createImages, type Images } from '../../../src/platform/ai/images.ts';
import { createLlm, type Llm } from '../../../src/platform/ai/llm.ts';
import { createModels, type Models } from '../../../src/platform/ai/models.ts';
import { createModeration, type Moderate } from '../../../src/platform/ai/moderation.ts';
import type { Tracing } from '../../../src/platform/ai/tracing.ts';
import type { Database } from '../../../src/platform/db/database.ts';
import { createEmbedder } from '../../../src/platform/embeddings/create-embedder.ts';
import type { Embedder } from '../../../src/platform/embeddings/embedder.ts';
import type { Settings } from '../../../src/platform/env.ts';
import type { Log } from '../../../src/platform/log.ts';
import type { Storage } from '../../../src/platform/storage.ts';
import { fromUsd } from '../../../src/services/budgets/usd.ts';
import type { CallQuota } from '../../../src/services/generations/generation.ts';
import { createGenerations, type Generations } from '../../../src/services/generations/generations.ts';

/** What calls of models need of the worker process. */
export interface AiTools {
  llm: Llm;
  images: Images;
  models: Models;
  embedder: Embedder;
  moderate: Moderate;
  tracing: Tracing;
  /** Null: there is no database, so no call is made. */
  generations: Generations | null;
  storage: Storage;
  /** What may be done in a day for each end user. */
  quotas: Omit<CallQuota, 'users'>;
  /** Larger objects are not read as images. */
  mostImageBytes: number;
}

interface Parts {
  settings: Settings;
  storage: Storage;
  database: Database | null;
  tracing: Tracing;
  log: Log;
}

/** Throws SettingsError for a file of models that cannot be read. Connects to nobody. */
export function createAiTools({ settings, storage, database, tracing, log }: Parts): AiTools {
  const { usd, runs } = settings.quotas;
  const models = createModels(settings.ai, log);
  return {
    llm: createLlm(settings.ai, models),
    images: createImages(settings.ai, models),
    models,
    embedder: createEmbedder(settings),
    moderate: createModeration(settings.ai),
    tracing,
    generations: database && createGenerations(database, tracing),
    storage,
    quotas: { cost: usd === 0 ? null : fromUsd(usd), runs: runs || null },
    mostImageBytes: settings.images.maxBytes,
  };
}
