import { and, arrayContains, desc, eq, inArray, lt, type SQL } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { approvals } from '../../platform/db/tables/approvals.ts';
import { numberCursor } from '../cursor.ts';
import { cutPage, mapPage, type Page } from '../page.ts';
import { encodeLabel, type Label } from '../../../workers/kit/wire/label.ts';
import { decodeRunId } from '../runs/run-id.ts';
import { isNamed } from '../uuid.ts';
import { toApproval, type Approval, type ApprovalState } from './approval.ts';

/** Which approvals; what is left out does not narrow the list. */
export interface ApprovalFilter {
  state?: readonly ApprovalState[] | null;
  workflow?: string | null;
  /** Opaque id of a run. */
  run?: string | null;
  label?: Label | null;
  /** Only those of these workflow types, or of these runs: of whoever may see no others. */
  workflows?: readonly string[];
  runs?: readonly string[];
}

/** What no database has to be asked for. */
const nobody = '-';
const firstOf = (run: string) => decodeRunId(run)?.first ?? nobody;

const conditionsOf = ({ state, workflow, run, label, workflows, runs }: ApprovalFilter): SQL[] => [
  ...(state?.length ? [inArray(approvals.state, [...state])] : []),
  ...(workflow == null ? [] : [eq(approvals.workflow, workflow)]),
  ...(run == null ? [] : [eq(approvals.first, firstOf(run))]),
  ...(label ? [arrayContains(approvals.labels, [encodeLabel(label)])] : []),
  ...(workflows ? [inArray(approvals.workflow, [...workflows])] : []),
  ...(runs ? [inArray(approvals.first, runs.map(firstOf))] : []),
];

/** Reads approvals. */
export function createApprovalList({ ask }: Pick<Database, 'ask'>) {
  return {
    /** Newest first. Throws InvalidInputError for a cursor of another list. */
    async list(filter: ApprovalFilter, first: number, after?: string | null): Promise<Page<Approval>> {
      const behind = after == null ? [] : [lt(approvals.number, cursor.read(after))];
      const rows = await ask((db) =>
        db
          .select()
          .from(approvals)
          .where(and(...conditionsOf(filter), ...behind))
          .orderBy(desc(approvals.number))
          .limit(first + 1),
      );
      return mapPage(cutPage(rows, first, cursorOf), toApproval);
    },

    async get(id: string): Promise<Approval | null> {
      const [row] = await ask((db) => db.select().from(approvals).where(isNamed(approvals.id, id)));
      return row ? toApproval(row) : null;
    },

    /** What a run waits for longest. */
    async openOf(first: string): Promise<Approval | null> {
      const mine = and(eq(approvals.first, first), eq(approvals.state, 'OPEN'));
      const [row] = await ask((db) => db.select().from(approvals).where(mine).orderBy(approvals.number).limit(1));
      return row ? toApproval(row) : null;
    },
  };
}
export type ApprovalList = ReturnType<typeof createApprovalList>;

const cursor = numberCursor('approval');
const cursorOf = ({ number }: { number: number }) => cursor.write(number);
