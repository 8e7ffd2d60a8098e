import { BrandNotConnectedError } from '../../src/errors.ts';
import type { MetaInsights } from '../../src/platform/meta/insights.ts';
import type { Meta } from '../../src/platform/meta/meta.ts';
import { MetaError } from '../../src/platform/meta/meta-error.ts';
import type { ChannelTokens } from '../../src/services/brands/tokens.ts';
import type { PostRow } from '../../src/services/publications/posts-of-period.ts';

interface Tools {
  meta: Meta;
  tokens: Pick<ChannelTokens, 'tokenOf'>;
  signal: AbortSignal;
  /** After each post that was asked for. */
  onRead: () => void;
}

interface Read {
  /** By id of the publication. */
  insights: Map<string, MetaInsights>;
  /** What could not be read, and why. */
  notes: string[];
}

/** With these no other post of the account will say more, now. */
const hopeless: readonly MetaError['kind'][] = ['TOKEN', 'PERMISSION', 'LIMIT', 'BLOCKED'];

/** How people took to posts of one brand, account by account, a post at a time. What cannot be read is a note. */
export async function readInsights(brand: string, posts: readonly PostRow[], tools: Tools): Promise<Read> {
  const read: Read = { insights: new Map(), notes: [] };
  const channels = [...new Set(posts.map(({ channel }) => channel))];
  await Promise.all(
    channels.map((channel) =>
      ofChannel(
        brand,
        posts.filter((post) => post.channel === channel),
        tools,
        read,
      ),
    ),
  );
  return read;
}

async function ofChannel(brand: string, posts: readonly PostRow[], tools: Tools, { insights, notes }: Read) {
  const { channel } = posts[0]!;
  const { meta, tokens, signal, onRead } = tools;
  let account;
  try {
    account = await tokens.tokenOf(brand, channel);
  } catch (error) {
    if (!(error instanceof BrandNotConnectedError)) throw error;
    notes.push(`${channel}: no insights. ${error.message}`);
    return;
  }
  const { token, account: id } = account;
  const { insights: ask } = channel === 'FACEBOOK' ? meta.page(token, id) : meta.instagram(token, id);
  const failures: MetaError[] = [];
  for (const [n, post] of posts.entries()) {
    if (post.account !== id) continue; // of an account that the brand had before
    try {
      insights.set(post.id, await ask(post.postId!, { signal }));
    } catch (error) {
      if (!(error instanceof MetaError)) throw error;
      failures.push(error);
      if (!hopeless.includes(error.kind)) continue;
      notes.push(`${channel}: no insights of ${posts.length - n} posts. ${error.message}`);
      return;
    } finally {
      onRead();
    }
  }
  const last = failures.at(-1);
  if (last) notes.push(`${channel}: no insights of ${failures.length} posts. ${last.message}`);
  const former = posts.filter((post) => post.account !== id).length;
  if (former > 0) notes.push(`${channel}: no insights of ${former} posts of an account that the brand had before.`);
}

/** What insights come to together; null of what none of them says. */
export function sumOf(all: readonly MetaInsights[]): (MetaInsights & { posts: number }) | null {
  const known = all.filter((one) => Object.values(one).some((number) => number !== null));
  if (known.length === 0) return null;
  const sum = (kind: keyof MetaInsights) => {
    const numbers = known.flatMap((one) => one[kind] ?? []);
    return numbers.length > 0 ? numbers.reduce((total, number) => total + number, 0) : null;
  };
  return {
    posts: known.length,
    reach: sum('reach'),
    views: sum('views'),
    likes: sum('likes'),
    comments: sum('comments'),
    shares: sum('shares'),
    saves: sum('saves'),
  };
}
