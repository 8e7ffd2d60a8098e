import { createEmbedder } from '../../src/platform/embeddings/create-embedder.ts';
import { embedderName } from '../../src/platform/embeddings/embedder.ts';
import { countOutdated, setVectors, someOutdated, type Embedded } from '../../src/services/knowledge/outdated.ts';
import { implementActivities, type Dependencies } from '../kit/activity.ts';
import { reembedding } from './contract.ts';

/** Rows that are embedded, and stored, together: what is lost with a worker is fewer. */
const atOnce = 256;
const kinds: readonly Embedded[] = ['passages', 'memories'];

/** Makes vectors anew, a part at a time: what is done is found by searches at once. */
export const createActivities = ({ settings, database }: Dependencies) =>
  implementActivities(reembedding, {
    async embed({ from }, { ai, checkpoint, fail, report, signal }) {
      if (!database) return fail('DATABASE_NEEDED', reembedding.errors.DATABASE_NEEDED);
      const { provider, model } = createEmbedder(settings);
      const now = embedderName({ provider, model });
      const done = { passages: 0, memories: 0, ...checkpoint };
      const left = await Promise.all(kinds.map((kind) => countOutdated(database, kind, now, from)));
      const total = left.reduce((sum, count) => sum + count, done.passages + done.memories);
      const tell = () =>
        report({ done: done.passages + done.memories, total, unit: 'texts', message: `For ${now}`, checkpoint: done });
      tell();
      for (const kind of kinds) {
        for (let after = 0; ;) {
          signal.throwIfAborted();
          // Not from the first one each time: all that was made anew would be gone through again and again.
          const rows = await someOutdated(database, kind, { now, from, after, most: atOnce });
          if (rows.length === 0) {
            if (after === 0) break;
            after = 0; // what was stored late may have a lower number
            continue;
          }
          after = rows.at(-1)!.number;
          const { vectors } = await ai.embed({ purpose: 'reembed', texts: rows.map(({ text }) => text) });
          await setVectors(database, kind, now, new Map(rows.map(({ id }, at) => [id, vectors[at]!])));
          done[kind] += rows.length;
          tell();
        }
      }
      return { provider, model, ...done };
    },
  });
