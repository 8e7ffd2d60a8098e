import { createHash } from 'node:crypto';
import { and, desc, eq, lt } from 'drizzle-orm';
import { canonicalJson } from '../../../workers/kit/hash.ts';
import type { Database } from '../../platform/db/database.ts';
import { auditLog } from '../../platform/db/tables/audit-log.ts';
import type { Log } from '../../platform/log.ts';
import { numberCursor } from '../cursor.ts';
import { cutPage, type Page } from '../page.ts';
import { createAuditStore } from './audit-store.ts';

/** Something that was done, or tried. */
export interface AuditEvent {
  actor: string;
  /** The mutation, or what else happened. */
  action: string;
  /** Ids of what it was done to. */
  targets: readonly string[];
  /** The arguments; only their hash is kept, as they may hold secrets. */
  input?: unknown;
  /** `OK`, or the code of the error. */
  outcome: string;
}

/** An event as it is stored. */
export interface AuditEntry extends Omit<AuditEvent, 'input'> {
  id: number;
  at: Date;
  /** SHA-256 of the arguments in canonical JSON, in hex. */
  inputHash: string | null;
}

/** Which entries: of whom, behind which cursor, and how many. */
interface AuditQuery {
  actor?: string | null;
  after?: string | null;
  first: number;
}

/** Sent by mistake where an id belongs: a key, or a token. */
const credential = /tgk_[\w-]+|eyJ[\w-]+\.[\w-]+\.[\w-]*/g;

/** What is longer is cut: it names nothing that exists. */
const longest = { targets: 20, text: 1000 };

/** The audit log. Rows are only ever added; the database refuses anything else. */
export function createAudit({ ask }: Database, log: Log) {
  const store = createAuditStore(ask, log);
  return {
    /** Never fails: what cannot be stored is in the process's own log. */
    async record({ input, ...event }: AuditEvent): Promise<void> {
      const inputHash = input === undefined ? null : createHash('sha256').update(canonicalJson(input)).digest('hex');
      // PostgreSQL takes no null bytes and no half characters; who sends some is written down all the same.
      const kept = (target: string) =>
        target
          .replaceAll(credential, '[credential]')
          .slice(0, longest.text)
          .replace(/[\0\p{Cs}]/gu, '\ufffd');
      const targets = event.targets.slice(0, longest.targets).map(kept);
      const row = { ...event, targets, inputHash };
      await store(row);
    },

    /** Newest first. Throws InvalidInputError for a cursor of another list. */
    async list({ actor, after, first }: AuditQuery): Promise<Page<AuditEntry>> {
      const conditions = [
        ...(actor == null ? [] : [eq(auditLog.actor, actor)]),
        ...(after == null ? [] : [lt(auditLog.id, cursor.read(after))]),
      ];
      const entries = await ask((db) =>
        db
          .select()
          .from(auditLog)
          .where(and(...conditions))
          .orderBy(desc(auditLog.id))
          .limit(first + 1),
      );
      return cutPage(entries, first, cursorOf);
    },
  };
}
export type Audit = ReturnType<typeof createAudit>;

const cursor = numberCursor('audit');
const cursorOf = ({ id }: AuditEntry) => cursor.write(id);
