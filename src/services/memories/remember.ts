import { randomUUID } from 'node:crypto';
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Database } from '../../platform/db/database.ts';
import { memories, memoryMentions } from '../../platform/db/tables/memories.ts';
import { searchable } from '../knowledge/words.ts';
import { lockSubject } from './lock-subject.ts';
import type { MemoryKind, MemoryRetention } from './memory.ts';
import { revisionOf } from './revision.ts';

/** What a conversation says, and how it goes together with what is known. */
export interface NewMemory {
  kind: MemoryKind;
  text: string;
  confidence: number;
  message: number;
  quote: string;
  saidAt: Date;
  retention: MemoryRetention;
  relation: 'NEW' | 'SAME' | 'CONTRADICTS' | 'SUPERSEDES';
  /** The memory it is that to; null for NEW. */
  known: string | null;
  vector: Float32Array;
}

export interface Remembered {
  subject: string;
  /** First run id of the run that has found them. */
  run: string;
  /** Of what is known, as it was when they were held against it. */
  revision: string;
  language: string | null;
  embedder: string;
  memories: readonly NewMemory[];
}

/**
 * Stores what a run has found, all of it or nothing, and once however often it is asked to. STALE: what is known has changed
 * since, so nothing was stored, and they have to be held against it anew.
 */
export function remember({ ask }: Pick<Database, 'ask'>, found: Remembered): Promise<'STORED' | 'STALE'> {
  const { subject, run, revision } = found;
  return ask((db) =>
    db.transaction(async (tx) => {
      await lockSubject(tx, subject);
      const { rows } = await tx.execute(sql`
        SELECT FROM ${memoryMentions} JOIN ${memories} ON ${memories.id} = ${memoryMentions.memory}
        WHERE ${memoryMentions.run} = ${run} AND ${memories.subject} = ${subject} LIMIT 1`);
      if (rows.length > 0) return 'STORED'; // by an attempt before this one
      if ((await revisionOf(tx, subject)) !== revision) return 'STALE';
      for (const memory of found.memories) await store(tx, found, memory);
      return 'STORED';
    }),
  );
}

async function store(
  tx: NodePgDatabase,
  { subject, run, language, embedder }: Remembered,
  memory: NewMemory,
): Promise<void> {
  const { relation, known, message, quote, saidAt, text, kind, confidence, retention, vector } = memory;
  const mention = (of: string) =>
    tx.insert(memoryMentions).values({ memory: of, run, message, quote, saidAt }).onConflictDoNothing();
  if (relation === 'SAME') {
    await mention(known!);
    return;
  }
  const id = randomUUID();
  const before = relation === 'SUPERSEDES' ? await superseded(tx, known!) : null;
  // What was said earlier than what is known does not take its place: it is what was true before.
  const late = before !== null && before.validFrom > saidAt;
  await tx.insert(memories).values({
    id,
    subject,
    kind,
    text,
    confidence,
    retention,
    embedder,
    vector,
    validFrom: saidAt,
    validTo: late ? before.validFrom : null,
    supersedes: before && !late ? before.id : null,
    contradicts: relation === 'CONTRADICTS' ? known : null,
    words: searchable(text, language),
  });
  if (before && !late) await tx.update(memories).set({ validTo: saidAt }).where(eq(memories.id, before.id));
  await mention(id);
}

/** Null: another memory of this run has taken its place already. */
async function superseded(tx: NodePgDatabase, id: string) {
  const [row] = await tx
    .select({ id: memories.id, validFrom: memories.validFrom })
    .from(memories)
    .where(and(eq(memories.id, id), isNull(memories.validTo)));
  return row ?? null;
}
