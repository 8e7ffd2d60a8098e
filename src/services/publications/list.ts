import { and, desc, eq, getTableColumns, gte, inArray, lt, sql, type SQL } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { brands } from '../../platform/db/tables/brands.ts';
import { publications } from '../../platform/db/tables/publications.ts';
import { numberCursor } from '../cursor.ts';
import { cutPage, type Page } from '../page.ts';
import { decodeRunId, encodeRunId } from '../runs/run-id.ts';
import { isNamed } from '../uuid.ts';
import type { Channel, PublicationState } from './ledger.ts';
import type { Publication } from './publication.ts';

/** Which publications; what is left out does not narrow the list. */
export interface PublicationFilter {
  /** Key of a brand. */
  brand?: string | null;
  channel?: Channel | null;
  states?: readonly PublicationState[] | null;
  /** Planned then or later, and earlier than this. */
  from?: Date | null;
  to?: Date | null;
  /** Opaque id of a run. */
  run?: string | null;
  workflowId?: string | null;
  /** Id of a photo. */
  photo?: string | null;
  /** Only those of these workflow types, or of these runs: of whoever may see no others. */
  workflows?: readonly string[];
  runs?: readonly string[];
}

const { token: _token, ...columns } = getTableColumns(publications);
/** What no run is called. */
const nobody = '-';
const firstOf = (run: string) => decodeRunId(run)?.first ?? nobody;
const cursor = numberCursor('publication');

const conditionsOf = (filter: PublicationFilter): SQL[] => {
  const { brand, channel, states, from, to, run, workflowId, photo, workflows, runs } = filter;
  return [
    ...(brand == null ? [] : [eq(brands.key, brand)]),
    ...(channel == null ? [] : [eq(publications.channel, channel)]),
    ...(states?.length ? [inArray(publications.state, [...states])] : []),
    ...(from == null ? [] : [gte(publications.createdAt, from)]),
    ...(to == null ? [] : [lt(publications.createdAt, to)]),
    ...(run == null ? [] : [eq(publications.run, firstOf(run))]),
    ...(workflowId == null ? [] : [eq(publications.workflowId, workflowId)]),
    ...(photo == null ? [] : [isNamed(publications.photo, photo)]),
    ...(workflows ? [inArray(publications.workflow, [...workflows])] : []),
    ...(runs ? [inArray(publications.run, runs.map(firstOf))] : []),
  ];
};

/** Reads the ledger for people. */
export function createPublicationList({ ask }: Pick<Database, 'ask'>) {
  const select = async (which: SQL | undefined, most: number): Promise<Publication[]> => {
    const rows = await ask((db) =>
      db
        .select({ ...columns, brandKey: brands.key })
        .from(publications)
        .innerJoin(brands, eq(brands.id, publications.brand))
        .where(which)
        .orderBy(desc(publications.number))
        .limit(most),
    );
    return rows.map(({ run: first, ...row }) => ({ ...row, run: encodeRunId({ first, workflowId: row.workflowId }) }));
  };

  return {
    /** Newest first. Throws InvalidInputError for a cursor of another list. */
    async list(filter: PublicationFilter, first: number, after?: string | null): Promise<Page<Publication>> {
      const behind = after == null ? [] : [lt(publications.number, cursor.read(after))];
      return cutPage(await select(and(...conditionsOf(filter), ...behind), first + 1), first, cursorOf);
    },

    async get(id: string): Promise<Publication | null> {
      return (await select(isNamed(publications.id, id), 1))[0] ?? null;
    },

    /** Those of a brand, by its id, that went out between two moments, or were to; newest first. */
    between: (brand: string, from: Date, to: Date, most: number): Promise<Publication[]> => {
      const at = sql`coalesce(${publications.sentAt}, ${publications.createdAt})`;
      return select(and(eq(publications.brand, brand), sql`${at} >= ${from}`, sql`${at} < ${to}`), most);
    },
  };
}
export type PublicationList = ReturnType<typeof createPublicationList>;

const cursorOf = ({ number }: Publication) => cursor.write(number);
