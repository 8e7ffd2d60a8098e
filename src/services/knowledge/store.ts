import { and, desc, eq } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Database } from '../../platform/db/database.ts';
import { lockName } from '../../platform/db/lock-name.ts';
import { knowledgeChunks } from '../../platform/db/tables/knowledge-chunks.ts';
import { knowledgeDocuments } from '../../platform/db/tables/knowledge-documents.ts';
import { knowledgeFacts } from '../../platform/db/tables/knowledge-facts.ts';
import type { Likeness } from '../../platform/text/fingerprint.ts';
import { refusedBefore } from './black-vault.ts';
import { alike, type KnownDocument } from './known.ts';
import { searchable } from './words.ts';

type DocumentRow = typeof knowledgeDocuments.$inferInsert;
type Transaction = Parameters<Parameters<NodePgDatabase['transaction']>[0]>[0];

export interface NewKnowledge extends Pick<
  DocumentRow,
  'source' | 'category' | 'language' | 'summary' | 'entities' | 'run' | 'approvedBy'
> {
  onBehalfOf: string;
  labels: string[];
  likeness: Likeness;
  text: string;
  /** In their order, without gap or overlap. */
  passages: readonly { start: number; end: number; page: number | null; vector: Float32Array }[];
  /** What has made the vectors. */
  embedder: string;
  facts: readonly { text: string; quote: string; start: number; end: number }[];
}

export type StoreResult =
  | { outcome: 'LEARNED' | 'ALREADY_KNOWN'; document: KnownDocument }
  | { outcome: 'NEAR_DUPLICATE'; document: KnownDocument & { resemblance: number } }
  | { outcome: 'REFUSED_BEFORE'; refusal: NonNullable<Awaited<ReturnType<typeof refusedBefore>>> };

/** Rows of one statement: each value is a parameter, of which PostgreSQL takes 65,535. */
const rowsAtOnce = 500;

/**
 * Stores a document as the newest version of its source, whole or not at all. Of those that learn for the same owner one stores at
 * a time, so that what two learn at once is stored once; who repeats it after it was stored gets what was stored.
 */
export const storeKnowledge = (database: Pick<Database, 'ask'>, knowledge: NewKnowledge): Promise<StoreResult> =>
  database.ask((db) => db.transaction((tx) => storeIn(tx, knowledge)));

async function storeIn(tx: Transaction, knowledge: NewKnowledge): Promise<StoreResult> {
  const { onBehalfOf, source, likeness, run } = knowledge;
  await lockName(tx, `knowledge ${onBehalfOf}`);
  const mine = await storedBy(tx, run);
  if (mine) return { outcome: 'LEARNED', document: mine };
  // Others may have learned it, or refused it, since this run looked.
  const refusal = await refusedBefore(tx, likeness);
  if (refusal) return { outcome: 'REFUSED_BEFORE', refusal };
  const { same, near } = await alike(tx, { onBehalfOf, likeness });
  if (same) return { outcome: 'ALREADY_KNOWN', document: same };
  const other = near.find((document) => document.source !== source);
  if (other) return { outcome: 'NEAR_DUPLICATE', document: other };
  return { outcome: 'LEARNED', document: await insertVersion(tx, knowledge) };
}

async function storedBy(tx: Transaction, run: string): Promise<KnownDocument | null> {
  const { id: document, source, version } = knowledgeDocuments;
  const [row] = await tx
    .select({ document, source, version })
    .from(knowledgeDocuments)
    .where(eq(knowledgeDocuments.run, run));
  return row ?? null;
}

async function insertVersion(tx: Transaction, knowledge: NewKnowledge): Promise<KnownDocument> {
  const { onBehalfOf, source, likeness, text, passages, facts, ...row } = knowledge;
  const ofSource = and(eq(knowledgeDocuments.onBehalfOf, onBehalfOf), eq(knowledgeDocuments.source, source));
  const [last] = await tx
    .select({ version: knowledgeDocuments.version })
    .from(knowledgeDocuments)
    .where(ofSource)
    .orderBy(desc(knowledgeDocuments.version))
    .limit(1);
  await tx
    .update(knowledgeDocuments)
    .set({ state: 'REPLACED' })
    .where(and(ofSource, eq(knowledgeDocuments.state, 'CURRENT')));
  const version = (last?.version ?? 0) + 1;
  const [made] = await tx
    .insert(knowledgeDocuments)
    .values({ ...row, ...likeness, onBehalfOf, source, version, characters: text.length })
    .returning({ id: knowledgeDocuments.id });
  const document = made!.id;
  const chunks = await insertChunks(tx, document, knowledge);
  const rows = facts.map((fact, position) => {
    const chunk = passages.findIndex(({ end }) => end > fact.start);
    return { ...fact, document, position, chunk: chunks[chunk]! };
  });
  for (const part of inParts(rows)) await tx.insert(knowledgeFacts).values(part);
  return { document, source, version };
}

/** Ids in the order of the passages. */
async function insertChunks(tx: Transaction, document: string, knowledge: NewKnowledge): Promise<string[]> {
  const { text, passages, embedder, language = null } = knowledge;
  const rows = passages.map((passage, position) => {
    const words = text.slice(passage.start, passage.end);
    return { ...passage, document, position, text: words, words: searchable(words, language), embedder };
  });
  const ids = new Map<number, string>();
  for (const part of inParts(rows)) {
    const { id, position } = knowledgeChunks;
    const made = await tx.insert(knowledgeChunks).values(part).returning({ id, position });
    for (const row of made) ids.set(row.position, row.id);
  }
  return rows.map(({ position }) => ids.get(position)!);
}

function* inParts<T>(rows: readonly T[]): Generator<T[]> {
  for (let at = 0; at < rows.length; at += rowsAtOnce) yield rows.slice(at, at + rowsAtOnce);
}
