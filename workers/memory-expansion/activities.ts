import { embedderName } from '../../src/platform/embeddings/embedder.ts';
import { fromBytes, toBytes } from '../../src/platform/embeddings/vector.ts';
import { languageOf } from '../../src/platform/text/language.ts';
import { knownOf } from '../../src/services/memories/known.ts';
import { usualRetention } from '../../src/services/memories/memory.ts';
import { remember, type NewMemory } from '../../src/services/memories/remember.ts';
import { implementActivities, type Dependencies } from '../kit/activity.ts';
import { keepJson, readJson } from '../kit/kept-json.ts';
import { memoryExpansion } from './contract.ts';
import { extract, partsOf } from './extract.ts';
import { foundMemories, memoryPlan, type FoundMemory } from './found.ts';
import { readConversation } from './read-conversation.ts';
import { reconcile } from './reconcile.ts';

/** Finds memories, holds them against what is known, and stores them. */
export const createActivities = ({ storage, database, prompts }: Dependencies) =>
  implementActivities(memoryExpansion, {
    async extract({ messages, source, said }, context) {
      const { ai, report, signal, workKey } = context;
      const conversation = messages ?? (await readConversation(storage, source!, context));
      const parts = partsOf(conversation);
      const unit = 'messages';
      const found: FoundMemory[] = [];
      let [done, dropped] = [0, 0];
      report({ done, total: conversation.length, unit });
      for (const part of parts) {
        const more = await extract(part, said, ai, prompts);
        found.push(...more.memories);
        dropped += more.dropped;
        done += part.length;
        report({ done, total: conversation.length, unit });
      }
      const memories = [...new Map(found.map((memory) => [memory.text, memory])).values()];
      const spoken = conversation.flatMap(({ role, text }) => (role === 'USER' ? [text] : [])).join('\n');
      const language = await languageOf(spoken);
      const { key: work } = await keepJson(storage, workKey, { language, memories }, signal);
      return { work, found: memories.length, dropped };
    },

    async reconcile({ subject, work }, { ai, fail, report, signal, workKey }) {
      if (!database) return fail('DATABASE_NEEDED', memoryExpansion.errors.DATABASE_NEEDED);
      const { language, memories } = await readJson(storage, work, foundMemories, signal);
      const total = memories.length;
      report({ done: 0, total, unit: 'memories' });
      const embedded = await ai.embed({ purpose: 'memories', texts: memories.map(({ text }) => text) });
      const embedder = embedderName(embedded);
      const { revision, known } = await knownOf(database, subject);
      const candidates = memories.map((memory, at) => ({ ...memory, vector: embedded.vectors[at]! }));
      const verdicts = await reconcile(candidates, known, {
        embedder,
        ai,
        prompts,
        report: (done) => report({ done, total, unit: 'memories' }),
      });
      const plan = candidates.map((memory, at) => {
        return { ...memory, ...verdicts[at]!, vector: toBytes(memory.vector).toString('base64') };
      });
      const { key } = await keepJson(storage, workKey, { language, revision, embedder, memories: plan }, signal);
      return { work: key };
    },

    async index({ subject, work, retention }, { fail, report, run, signal }) {
      if (!database) return fail('DATABASE_NEEDED', memoryExpansion.errors.DATABASE_NEEDED);
      const plan = await readJson(storage, work, memoryPlan, signal);
      const memories = plan.memories.map(({ vector, saidAt, ...memory }): NewMemory => {
        const kept = retention ?? usualRetention[memory.kind];
        return {
          ...memory,
          retention: kept,
          saidAt: new Date(saidAt),
          vector: fromBytes(Buffer.from(vector, 'base64')),
        };
      });
      signal.throwIfAborted();
      const outcome = await remember(database, { ...plan, subject, run: run.first, memories });
      report({ done: memories.length, total: memories.length, unit: 'memories' });
      const count = (relation: NewMemory['relation']) =>
        memories.filter((memory) => memory.relation === relation).length;
      return {
        stale: outcome === 'STALE',
        added: count('NEW'),
        same: count('SAME'),
        contradicting: count('CONTRADICTS'),
        superseding: count('SUPERSEDES'),
      };
    },
  });
