import type { Settings } from '../env.ts';
import type { Embedder } from './embedder.ts';
import { hashedEmbedder } from './hashed.ts';
import { createOpenaiEmbedder } from './openai-embedder.ts';

/** The one that is configured: without EMBEDDINGS_MODEL that is none with a model. Connects to nobody. */
export const createEmbedder = ({ embeddings }: Pick<Settings, 'embeddings'>): Embedder =>
  embeddings ? createOpenaiEmbedder(embeddings) : hashedEmbedder;
