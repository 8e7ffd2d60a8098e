import { createHmac } from 'node:crypto';
import type { Settings } from './env.ts';
import { reasonOf } from './reason-of.ts';

const timeoutMs = 10_000;

export interface Webhook {
  /** Chosen by whoever runs this server, so it may lead anywhere. Often a secret itself: it is in no error. */
  url: string;
  /** Signs what is sent; undefined: nothing is signed. */
  secret: string | undefined;
}

/** What is sent: JSON that says of which kind it is, and which one. */
export interface WebhookMessage {
  /** What it tells, as `approval.opened`. */
  type: string;
  /** The same whenever the same is sent again, so that whoever gets it twice can tell. */
  id: string;
  /** For people, as Slack takes it. */
  text: string;
}

/** Where messages go; null where nobody wants any. */
export const webhookOf = ({ webhookUrl: url, webhookSecret: secret }: Settings['approvals']): Webhook | null =>
  url === undefined ? null : { url, secret };

/**
 * Posts a message to a webhook: with a time, and signed over both, so that whoever gets it knows that it is no copy of an old
 * one. Throws for every answer that is not 2xx, redirects included, and when it is to stop; what is answered besides is not
 * read.
 */
export async function postWebhook({ url, secret }: Webhook, message: WebhookMessage, stop: AbortSignal): Promise<void> {
  const text = JSON.stringify(message);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = secret && createHmac('sha256', secret).update(`v1:${timestamp}:${text}`).digest('hex');
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': `"${message.id}"`,
      'tempograph-timestamp': timestamp,
      ...(signature && { 'tempograph-signature': `v1=${signature}` }),
    },
    body: text,
    redirect: 'manual',
    signal: AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]),
  }).catch(whyOf);
  if (typeof response === 'string') throw new Error(`The webhook does not answer: ${response}.`);
  await response.body?.cancel();
  if (!response.ok) throw new Error(`The webhook answers ${response.status}.`);
}

/** What `fetch` itself says may have the URL in it. */
function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return 'for no reason';
  if (error.name === 'AbortError') return 'this process ends';
  if (error.name === 'TimeoutError') return `nothing came within ${timeoutMs / 1000} s`;
  return error.cause instanceof Error ? reasonOf(error.cause) : error.name;
}
