import { and, asc, eq, gt, inArray, sql, type SQL } from 'drizzle-orm';
import { BrandAlreadyExistsError, BrandConflictError, BrandInUseError, BrandNotFoundError } from '../../errors.ts';
import type { Database } from '../../platform/db/database.ts';
import { brands } from '../../platform/db/tables/brands.ts';
import { channels } from '../../platform/db/tables/channels.ts';
import type { Storage } from '../../platform/storage.ts';
import { foreignCursor } from '../cursor.ts';
import { cutPage, type Page } from '../page.ts';
import { parseInput } from '../parse-input.ts';
import type { Brand } from './brand.ts';
import { budgetsWithin, createBrandBudgets } from './brand-budget.ts';
import { brandChanges, newBrand, placeIssues, type BrandChanges, type NewBrand } from './definition.ts';

/** What PostgreSQL says of a row that others refer to. */
const referred = '23503';
const isReferred = (error: unknown) => (error as { code?: unknown } | null)?.code === referred;

/** The brands of a deployment. */
export function createBrands({ ask }: Pick<Database, 'ask'>, storage: Pick<Storage, 'checkBucket' | 'isOwn'>) {
  const budgets = createBrandBudgets({ ask });

  const select = async (which: SQL | undefined, most = 1): Promise<Brand[]> => {
    const rows = await ask((db) => db.select().from(brands).where(which).orderBy(asc(brands.key)).limit(most));
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    const [connected, budgetOf] = await Promise.all([
      ask((db) =>
        db
          .select({
            brand: channels.brand,
            kind: channels.kind,
            account: channels.account,
            tokenVariable: channels.tokenVariable,
            state: channels.state,
            problem: channels.problem,
            changedAt: channels.changedAt,
          })
          .from(channels)
          .where(inArray(channels.brand, ids))
          .orderBy(asc(channels.kind)),
      ),
      budgets.byKey(),
    ]);
    return rows.map((row) => ({
      ...row,
      channels: connected.filter(({ brand }) => brand === row.id).map(({ brand: _of, ...channel }) => channel),
      monthlyBudget: budgetOf(row.key),
    }));
  };

  /** Null when there is none of this key. */
  const get = async (key: string): Promise<Brand | null> => (await select(eq(brands.key, key)))[0] ?? null;
  /** The same, and throws BrandNotFoundError. */
  const known = async (key: string): Promise<Brand> => {
    const brand = await get(key);
    if (!brand) throw new BrandNotFoundError();
    return brand;
  };

  return {
    get,
    known,

    /** Those of these ids, by their ids. */
    async some(ids: readonly string[]): Promise<ReadonlyMap<string, Brand>> {
      const found = await select(inArray(brands.id, [...ids]), ids.length);
      return new Map(found.map((brand) => [brand.id, brand]));
    },

    /** By their keys. Throws InvalidInputError for a cursor of another list. */
    async list(first: number, after?: string | null): Promise<Page<Brand>> {
      const behind = after == null ? undefined : gt(brands.key, keyOf(after));
      return cutPage(await select(behind, first + 1), first, cursorOf);
    },

    /** Throws InvalidInputError, or BrandAlreadyExistsError. */
    async create(asked: NewBrand): Promise<Brand> {
      const { monthlyBudgetUsd, ...row } = parseInput(newBrand, asked, placeIssues(storage, asked));
      await ask((db) =>
        db.transaction(async (tx) => {
          const [made] = await tx.insert(brands).values(row).onConflictDoNothing().returning({ id: brands.id });
          if (!made) throw new BrandAlreadyExistsError(row.key);
          await budgetsWithin(tx).set(row.key, monthlyBudgetUsd);
        }),
      );
      return known(row.key);
    },

    /**
     * Changes a brand that nobody has changed since it had the revision. Throws InvalidInputError, BrandNotFoundError or
     * BrandConflictError.
     */
    async update(key: string, revision: number, asked: BrandChanges): Promise<Brand> {
      const { monthlyBudgetUsd, ...chosen } = parseInput(brandChanges, asked, placeIssues(storage, asked));
      await ask((db) =>
        db.transaction(async (tx) => {
          const [changed] = await tx
            .update(brands)
            .set({ ...chosen, revision: sql`${brands.revision} + 1`, updatedAt: sql`now()` })
            .where(and(eq(brands.key, key), eq(brands.revision, revision)))
            .returning({ id: brands.id });
          if (!changed) throw new BrandConflictError(key);
          if (monthlyBudgetUsd !== undefined) await budgetsWithin(tx).set(key, monthlyBudgetUsd);
        }),
      ).catch(async (error: unknown) => {
        throw error instanceof BrandConflictError && !(await get(key)) ? new BrandNotFoundError() : error;
      });
      return known(key);
    },

    /** Deletes a brand with its channels, photos and budget. Throws BrandNotFoundError, or BrandInUseError. */
    async delete(key: string): Promise<void> {
      await ask((db) =>
        db.transaction(async (tx) => {
          const [gone] = await tx.delete(brands).where(eq(brands.key, key)).returning({ id: brands.id });
          if (!gone) throw new BrandNotFoundError();
          await budgetsWithin(tx).set(key, null);
        }),
      ).catch((error: unknown) => {
        throw isReferred(error) ? new BrandInUseError(key) : error;
      });
    },
  };
}
export type Brands = ReturnType<typeof createBrands>;

const cursorOf = ({ key }: Brand) => Buffer.from(`brand ${key}`).toString('base64url');

function keyOf(cursor: string): string {
  const [, key] = /^brand ([a-z0-9-]{1,40})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (key === undefined) throw foreignCursor();
  return key;
}
