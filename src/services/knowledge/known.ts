import { and, arrayOverlaps, eq } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { knowledgeDocuments } from '../../platform/db/tables/knowledge-documents.ts';
import type { Likeness } from '../../platform/text/fingerprint.ts';
import { nearest } from './nearest.ts';
import { sameFirst } from './same-first.ts';

export interface KnownDocument {
  document: string;
  source: string;
  version: number;
}

/** Documents that are compared at most: those of a form letter all share bands. */
const mostCandidates = 500;

/** What is known that has the same content, and what nearly has it. */
export async function alike(
  db: Pick<NodePgDatabase, 'select'>,
  { onBehalfOf, likeness }: { onBehalfOf: string; likeness: Likeness },
): Promise<{ same: KnownDocument | null; near: (KnownDocument & { resemblance: number })[] }> {
  const { id: document, source, version, signature, fingerprint } = knowledgeDocuments;
  const rows = await db
    .select({ document, source, version, signature, fingerprint })
    .from(knowledgeDocuments)
    .where(
      and(
        eq(knowledgeDocuments.onBehalfOf, onBehalfOf),
        eq(knowledgeDocuments.state, 'CURRENT'),
        arrayOverlaps(knowledgeDocuments.bands, likeness.bands),
      ),
    )
    // The same content first, then the newest.
    .orderBy(sameFirst(knowledgeDocuments, likeness.fingerprint))
    .limit(mostCandidates);
  const same = rows.find((row) => row.fingerprint === likeness.fingerprint) ?? null;
  return { same, near: nearest(rows, likeness) };
}
