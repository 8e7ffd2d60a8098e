import { receive, type Received } from '../../platform/probe.ts';
import type { Tokens } from '../access/tokens.ts';
import { environmentAdmin } from '../access/caller.ts';
import { failed, ok, skipped, type Check, type Found } from './finding.ts';
import { milliseconds } from './stopwatch.ts';

const query = 'subscription { ticks { sentAt } }';
/** Of the time over which events were sent: what comes within less was held back. */
const heldBack = 0.5;

/** Whether events get through to whoever watches, by whatever is between PUBLIC_URL and this API. */
export const checkStream = (publicUrl: string | undefined, tokens: Pick<Tokens, 'create'> | null): Check => ({
  name: 'stream',
  todo: `See that ${publicUrl} (PUBLIC_URL) leads to this API, also from the machine it runs on.`,
  async run(signal): Promise<Found> {
    if (publicUrl === undefined) return skipped('PUBLIC_URL does not say where people reach this API');
    const asked = performance.now();
    const received = await receive(new URL('/graphql', publicUrl).href, query, await tokenFor(tokens), signal);
    return judge(publicUrl, received, asked);
  },
});

/** For nothing but to be let in, for a moment: should the address be somebody else's, they have nothing by it. */
async function tokenFor(tokens: Pick<Tokens, 'create'> | null): Promise<string | null> {
  const by = { ...environmentAdmin, actor: 'system' };
  const made = await tokens?.create({ permissions: ['WATCH'], workflows: ['none'], expiresIn: 60 }, by);
  return made?.token ?? null;
}

function judge(url: string, received: Received, asked: number): Found {
  if (!Array.isArray(received)) {
    return failed(
      `${url}/graphql answers a subscription with status ${received.status}, and with no events`,
      'Let PUBLIC_URL lead to this API, and whatever is between pass on POST /graphql with its headers.',
    );
  }
  const sent = received.map(({ data }) => sentAt(data));
  const [first, last] = [received[0], received.at(-1)];
  const over = Math.max(...sent) - Math.min(...sent);
  if (!first || !last || !(over > 0)) {
    return failed(
      `${received.length} events came, without the times they were sent at`,
      'Let PUBLIC_URL lead to an API of this version.',
    );
  }
  const within = last.at - first.at;
  if (within < over * heldBack) {
    return failed(
      `${received.length} events that were sent over ${milliseconds(over)} came within ${milliseconds(within)}: something holds them back`,
      'Turn off buffering and compression of text/event-stream in the proxy before this API (nginx: proxy_buffering off).',
    );
  }
  return ok(`events come as they are sent, the first after ${milliseconds(first.at - asked)}`);
}

function sentAt(data: string): number {
  const { data: tick } = JSON.parse(data) as { data?: { ticks?: { sentAt?: string } } | null };
  return Date.parse(tick?.ticks?.sentAt ?? '');
}
