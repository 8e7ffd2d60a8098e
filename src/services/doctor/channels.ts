import type { Brand } from '../brands/brand.ts';
import type { Brands } from '../brands/brands.ts';
import type { ChannelHealth, ChannelsHealth } from '../brands/channel-health.ts';
import { failed, ok, skipped, warning, type Check, type Found } from './finding.ts';

/** Each is asked about at Meta. */
const mostBrands = 50;
/** Time enough to find whoever has the password of the account. */
const soonDays = 14;
const dayMs = 24 * 3600 * 1000;

/** What looks at brands; null without a database. */
export type BrandParts = { brands: Pick<Brands, 'list'>; channelsHealth: ChannelsHealth } | null;

/** Whether Meta takes what brands publish with, and for how much longer. One finding for each channel that somebody has to see to. */
export const checkChannels = (parts: BrandParts): Check => ({
  name: 'channels',
  needs: 'migrations',
  todo: 'Look at `brandHealth` of each brand.',
  deadlineMs: 12_000,
  async run() {
    if (!parts) return skipped('there is no database');
    const { rows, hasNextPage } = await parts.brands.list(mostBrands);
    const judged = await Promise.all(rows.map(async ({ node }) => judgeAll(node, await parts.channelsHealth(node))));
    const all = judged.flat();
    if (all.length === 0) return skipped('no brand has a channel');
    const wrong = all.filter(({ found }) => found.state !== 'OK');
    if (wrong.length > 0) return wrong.map(({ name, found }) => ({ ...found, name }));
    const ends = all.flatMap(({ endsAt }) => endsAt ?? []).toSorted((a, b) => a.getTime() - b.getTime());
    const next = ends[0] ? `the next token ends in ${daysUntil(ends[0])} days` : 'no token is known to end';
    return ok(`${all.length} taken by Meta, ${next}${hasNextPage ? ` (of the first ${mostBrands} brands)` : ''}`);
  },
});

const judgeAll = (brand: Brand, channels: readonly ChannelHealth[]) =>
  channels.map((health) => ({ name: `channel ${brand.key} ${health.channel.kind}`, ...judge(brand.key, health) }));

function judge(
  brand: string,
  { channel, tokenValid, token, problem }: ChannelHealth,
): { found: Found; endsAt: Date | null } {
  const again = `Use connectChannel with a new token for ${channel.kind} of the brand ${brand}.`;
  const ends = [token?.expiresAt, token?.dataAccessExpiresAt].filter((at) => at != null);
  const endsAt = ends.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
  if (tokenValid === false) return { found: failed(problem ?? 'Meta does not take the token', again), endsAt };
  if (problem) return { found: warning(problem, tokenValid === null ? 'Ask again in some minutes.' : again), endsAt };
  if (endsAt && daysUntil(endsAt) < soonDays) {
    return { found: warning(`the token ends in ${daysUntil(endsAt)} days`, again), endsAt };
  }
  return { found: ok('taken'), endsAt };
}

const daysUntil = (at: Date) => Math.max(0, Math.floor((at.getTime() - Date.now()) / dayMs));
