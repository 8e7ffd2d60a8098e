import { ApplicationFailure } from '@temporalio/activity';
import { embedderName } from '../../src/platform/embeddings/embedder.ts';
import { passages } from '../../src/platform/text/chunks.ts';
import { languageOf } from '../../src/platform/text/language.ts';
import { refusedBefore, refuseForEver, wasLifted } from '../../src/services/knowledge/black-vault.ts';
import { alike, type KnownDocument } from '../../src/services/knowledge/known.ts';
import { storeKnowledge } from '../../src/services/knowledge/store.ts';
import { implementActivities, type Dependencies } from '../kit/activity.ts';
import { keepJson, readJson } from '../kit/kept-json.ts';
import { suspicionsOf } from './checks/injection.ts';
import { secretIn } from './checks/secrets.ts';
import { keepContent, readContent } from './content.ts';
import { aiLearning } from './contract.ts';
import { ofEachSegment } from './each-segment.ts';
import { judgeSegment, type Verdict } from './judge.ts';
import { readInput } from './read-input.ts';
import { nearDuplicate, refusedWords } from './say.ts';
import { understandSegment } from './understand.ts';
import { understanding, verify } from './verify.ts';

/** What people are shown who decide. */
const [shownFacts, shownLetters] = [20, 2000];

/** The effects of learning on storage, models and the knowledge base. */
export function createActivities({ storage, prompts, database }: Dependencies) {
  const knowledge = () => {
    if (database) return database;
    throw ApplicationFailure.nonRetryable(aiLearning.errors.DATABASE_NEEDED, 'DATABASE_NEEDED');
  };

  return implementActivities(aiLearning, {
    async read(input, { report, fail, signal, workKey }) {
      report({ message: 'Reading the content' });
      const read = await readInput(storage, input, { fail, signal });
      const text = await keepContent(storage, workKey, read, signal);
      const characters = read.text.length;
      report({ done: characters, total: characters, unit: 'characters', detail: { characters, facts: 0, dropped: 0 } });
      return { text };
    },

    async validate({ about, content }, { fail, signal }) {
      const { text, likeness } = await readContent(storage, content.text.key, signal);
      const secret = secretIn(text);
      if (secret) fail('HAS_SECRETS', `The content has ${secret} in it. Take it out, and learn the rest.`);
      const { onBehalfOf } = about;
      const { same, near } = await knowledge().ask((db) => alike(db, { onBehalfOf, likeness }));
      const other = near.find(({ source }) => source !== about.source);
      if (!same && other) fail('NEAR_DUPLICATE', nearDuplicate(other));
      return {
        known: same && placeOf(same),
        language: await languageOf(text),
        findings: suspicionsOf(text),
      };
    },

    async vault({ content }, { fail, signal }) {
      const { likeness } = await readContent(storage, content.text.key, signal);
      const refusal = await knowledge().ask((db) => refusedBefore(db, likeness));
      if (refusal) fail('REFUSED_BEFORE', refusedWords(refusal));
      return { lifted: await knowledge().ask((db) => wasLifted(db, likeness)) };
    },

    async judge({ content }, { ai, report, signal }) {
      const { text } = await readContent(storage, content.text.key, signal);
      const verdicts = await ofEachSegment(text, {
        report,
        message: 'Having the content judged',
        ask: (segment) => judgeSegment(segment, { ai, prompts }),
      });
      const odd = verdicts.filter(({ verdict }) => verdict !== 'FINE');
      const refused = odd.find(isVerified);
      return {
        refused: refused
          ? {
              reason: refused.verdict,
              explanation: refused.explanation || 'The model gave no reason.',
              model: refused.model,
            }
          : null,
        findings: odd
          .filter((verdict) => !isVerified(verdict))
          .map(({ verdict }) => ({
            code: 'UNVERIFIED_VERDICT' as const,
            message: `A model calls it ${verdict}, and quotes words that are not in it.`,
          })),
      };
    },

    async understand({ content }, { ai, report, signal, workKey }) {
      const { text, pages } = await readContent(storage, content.text.key, signal);
      const claims = await ofEachSegment(text, {
        report,
        message: 'Finding facts',
        ask: (segment) => understandSegment(segment, { ai, prompts }),
      });
      const { dropped, ...verified } = verify(text, passages(text, pages), claims);
      const { facts, summary } = verified;
      report({ detail: { characters: text.length, facts: facts.length, dropped } });
      return {
        understood: await keepJson(storage, workKey, verified, signal),
        beginning: text.slice(0, shownLetters).replace(/\p{Cs}$/u, ''),
        summary,
        shown: facts.slice(0, shownFacts).map((fact) => ({ text: fact.text, quote: fact.quote })),
        passages: verified.passages.length,
        facts: facts.length,
        dropped,
      };
    },

    async refuse({ about, content, reason, explanation, by }, { run, signal }) {
      const { likeness } = await readContent(storage, content.text.key, signal);
      const refusal = { ...about, reason, explanation, refusedBy: by, run: run.first };
      await knowledge().ask((db) => refuseForEver(db, likeness, refusal));
      return {};
    },

    async store({ about, content, understood, ...more }, { ai, run, report, fail, signal }) {
      const { text, likeness } = await readContent(storage, content.text.key, signal);
      const {
        passages: found,
        facts,
        summary,
        entities,
      } = await readJson(storage, understood.key, understanding, signal);
      const tell = (done: number) =>
        report({ done, total: found.length, unit: 'passages', message: 'Making vectors of passages' });
      tell(0);
      const texts = found.map(({ start, end }) => text.slice(start, end));
      const { provider, model, vectors } = await ai.embed({ purpose: 'learn', texts, onProgress: tell });
      signal.throwIfAborted();
      const result = await storeKnowledge(knowledge(), {
        ...about,
        ...more,
        likeness,
        text,
        summary,
        entities,
        facts,
        run: run.first,
        embedder: embedderName({ provider, model }),
        passages: found.map((passage, at) => ({ ...passage, vector: vectors[at]! })),
      });
      if (result.outcome === 'REFUSED_BEFORE') return fail('REFUSED_BEFORE', refusedWords(result.refusal));
      if (result.outcome === 'NEAR_DUPLICATE') return fail('NEAR_DUPLICATE', nearDuplicate(result.document));
      return { outcome: result.outcome, ...placeOf(result.document) };
    },
  });
}

const placeOf = ({ document, source, version }: KnownDocument) => ({ document, source, version });

const isVerified = (verdict: Verdict): verdict is Verdict & { verdict: 'UNSAFE' | 'INJECTION' } =>
  verdict.verified && verdict.verdict !== 'FINE';
