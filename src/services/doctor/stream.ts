import { receive, type ReceivedEvent } from '../../platform/probe.ts';
import type { Tokens } from '../access/tokens.ts';
import { environmentAdmin } from '../access/caller.ts';
import { failed, ok, skipped, type Check, type Found } from './finding.ts';
import { milliseconds } from './stopwatch.ts';

const query = 'subscription { ticks { sentAt } }';
/** Of the time over which events were sent: what comes within less was held back. */
const heldBack = 0.5;
/** A machine that is busy reads late what came in time, now and then; what holds events back does so each time. */
const attempts = 4;

/** Whether events get through to whoever watches, by whatever is between PUBLIC_URL and this API. */
export const checkStream = (publicUrl: string | undefined, tokens: Pick<Tokens, 'create'> | null): Check => ({
  name: 'stream',
  todo: `See that ${publicUrl} (PUBLIC_URL) leads to this API, also from the machine it runs on.`,
  deadlineMs: 12_000,
  async run(signal): Promise<Found> {
    if (publicUrl === undefined) return skipped('PUBLIC_URL does not say where people reach this API');
    const { href } = new URL('/graphql', publicUrl);
    const token = await tokenFor(tokens);
    for (let attempt = 1; ; attempt++) {
      const asked = performance.now();
      const received = await receive(href, query, token, signal);
      if (!Array.isArray(received)) return notThere(publicUrl, received.status);
      const found = judge(received, asked);
      if (found.state === 'OK' || attempt === attempts) return found;
    }
  },
});

/** For nothing but to be let in, for a moment: should the address be somebody else's, they have nothing by it. */
async function tokenFor(tokens: Pick<Tokens, 'create'> | null): Promise<string | null> {
  const by = { ...environmentAdmin, actor: 'system' };
  const made = await tokens?.create({ permissions: ['WATCH'], workflows: ['none'], expiresIn: 60 }, by);
  return made?.token ?? null;
}

const notThere = (url: string, status: number) =>
  failed(
    `${url}/graphql answers a subscription with status ${status}, and with no events`,
    'Let PUBLIC_URL lead to this API, and whatever is between pass on POST /graphql with its headers.',
  );

function judge(received: readonly ReceivedEvent[], asked: number): Found {
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
