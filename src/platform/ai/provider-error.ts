import { reasonOf } from '../reason-of.ts';
import { AiError, type AiErrorCode } from './ai-error.ts';
import { createMask } from './mask.ts';

export interface Provider {
  /** As people call it. */
  name: string;
  /** The variable that its key is in. */
  variable: string;
  key: string | undefined;
}

export const noKey = ({ name, variable }: Pick<Provider, 'name' | 'variable'>) =>
  new AiError('PROVIDER_REJECTED', `There is no key for ${name}: set ${variable}.`, { retry: false });

/** What the SDKs of both providers throw, as far as they agree. */
interface SdkError {
  status?: number;
  headers?: Headers;
  requestID?: string | null;
  type?: string | null;
  code?: string | null;
  error?: unknown;
  cause?: unknown;
}

/** Why a call failed, in our terms. Whatever is not an answer of the provider means that nobody knows what became of the call. */
export function providerError(error: unknown, provider: Provider): AiError {
  const own = causesOf(error).find((cause) => cause instanceof AiError);
  if (own) return own;
  const { status, headers, requestID, type, code } = (error ?? {}) as SdkError;
  const common = { ...(requestID && { requestId: requestID }) };
  if (status === undefined && !headers) return notAnswered(error, provider);
  const mapped = codeOf(status, type, code);
  // An error in the middle of an answer: what came before it has been worked for.
  const lost = mapped === 'PROVIDER_BUSY' && (status === undefined || status === 408 || status === 504);
  const wait = retryAfterMs(headers);
  return new AiError(mapped, messageOf(mapped, error as SdkError, provider), {
    retry: mapped === 'PROVIDER_BUSY',
    ...(mapped === 'PROVIDER_BUSY' && wait !== undefined && { retryAfterMs: wait }),
    ...(lost && { lost }),
    ...common,
  });
}

function codeOf(status: number | undefined, type?: string | null, code?: string | null): AiErrorCode {
  if (code === 'moderation_blocked' || code === 'content_policy_violation') return 'MODERATION_BLOCKED';
  // Not a rate: it does not get better by waiting.
  if (code === 'insufficient_quota' || type === 'billing_error') return 'PROVIDER_REJECTED';
  if (status === undefined) return type === 'invalid_request_error' ? 'REQUEST_REFUSED' : 'PROVIDER_BUSY';
  if ([401, 402, 403].includes(status)) return 'PROVIDER_REJECTED';
  if ([408, 409, 429].includes(status) || status >= 500) return 'PROVIDER_BUSY';
  return 'REQUEST_REFUSED';
}

function messageOf(code: AiErrorCode, error: SdkError, { name, variable, key }: Provider): string {
  const { status } = error;
  if (code === 'MODERATION_BLOCKED') return `${name} does not make this: ${saying(error, key)}`;
  if (code === 'REQUEST_REFUSED')
    return `${name} refuses the request${status ? ` (${status})` : ''}: ${saying(error, key)}`;
  if (code === 'PROVIDER_BUSY') {
    return `${name} cannot answer now${status ? ` (${status})` : ''}: ${status === 429 ? 'too many requests.' : 'it is overloaded or has failed.'}`;
  }
  // What it says itself quotes a part of the key.
  if (status === 401) return `${name} does not know the key (401): set ${variable} to one that is valid.`;
  if (status === 403) return `${name} does not let this key do that (403): set ${variable} to one that may.`;
  return `${name} wants to be paid first${status ? ` (${status})` : ''}: see to the account that ${variable} belongs to.`;
}

const mostLetters = 300;
const mostRead = 100_000;

/** What it says itself. It may quote what was sent: the key, or a picture. */
function saying({ error }: SdkError, key: string | undefined): string {
  const body = error as { message?: unknown; error?: { message?: unknown } } | undefined;
  const message = body?.error?.message ?? body?.message;
  if (typeof message !== 'string') return 'it does not say why.';
  return createMask(key ? [key] : [])(message.slice(0, mostRead)).slice(0, mostLetters);
}

/** It never got there, so nothing was done and nothing charged. */
const notSent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT'];

/** The error, what caused it, and so on. */
function causesOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let at = error; at && chain.length < 5; at = (at as SdkError).cause) chain.push(at);
  return chain;
}

function notAnswered(error: unknown, { name }: Provider): AiError {
  const chain = causesOf(error);
  const lost = !chain.some((cause) => notSent.includes((cause as SdkError).code ?? ''));
  const what = lost ? `${name} was asked, and its answer got lost` : `${name} was not reached`;
  return new AiError('PROVIDER_BUSY', `${what}: ${reasonOf(chain.at(-1))}`, { retry: true, ...(lost && { lost }) });
}

/** The limits of providers are for a day at most; of a wait without end Temporal could make nothing. */
const longestWaitMs = 24 * 3600 * 1000;

/** From the header: seconds or a date, or milliseconds in the one that some providers have besides. */
function retryAfterMs(headers?: Headers): number | undefined {
  const [ms, text] = [headers?.get('retry-after-ms'), headers?.get('retry-after')];
  const wait = ms && Number(ms) >= 0 ? Number(ms) : text ? millisecondsOf(text) : NaN;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(0, Math.round(wait)), longestWaitMs);
}

const millisecondsOf = (text: string) =>
  Number.isNaN(Number(text)) ? Date.parse(text) - Date.now() : Number(text) * 1000;
