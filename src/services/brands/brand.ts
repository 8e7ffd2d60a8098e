import type { brands } from '../../platform/db/tables/brands.ts';
import type { channels } from '../../platform/db/tables/channels.ts';
import type { Budget } from '../budgets/budget.ts';

type BrandRow = typeof brands.$inferSelect;
type ChannelRow = typeof channels.$inferSelect;

/** Where a brand publishes. Its token is not in it, whoever asks. */
export type Channel = Pick<ChannelRow, 'kind' | 'account' | 'tokenVariable' | 'state' | 'problem' | 'changedAt'>;
export type ChannelKind = Channel['kind'];

/** In whose name posts are published. */
export interface Brand extends BrandRow {
  /** In the order of their kinds. */
  channels: Channel[];
  /** What calls of models may cost it in a month; null: no limit of its own. */
  monthlyBudget: Budget | null;
}
