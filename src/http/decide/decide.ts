import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import {
  AlreadyDecidedError,
  DomainError,
  InvalidInputError,
  RateLimitedError,
  ServiceUnavailableError,
} from '../../errors.ts';
import type { Settings } from '../../platform/env.ts';
import type { Log } from '../../platform/log.ts';
import type { Failures } from '../../services/access/failures.ts';
import type { Gate } from '../../services/access/gate.ts';
import type { Approvals } from '../../services/approvals/approvals.ts';
import type { OpenedLink } from '../../services/approvals/links.ts';
import type { ShownFile } from '../../services/approvals/shown-files.ts';
import { settledInWords } from '../../services/approvals/settled-in-words.ts';
import type { Services } from '../../services/services.ts';
import { BodyTooLargeError, readBody } from '../body.ts';
import { clientAddress } from '../client-address.ts';
import { withBanner } from '../banner.ts';
import { messagePage, pagePolicy, questionPage } from './page.ts';

/** What links of decisions begin with. */
export const decidePath = '/decide/';

/** A choice and a comment, each character of which may take twelve in a form. */
const longestBody = 32_000;
const methods = 'GET, HEAD, POST';

interface DecideOptions {
  approvals: Pick<Approvals, 'openLink' | 'get' | 'files' | 'decide'>;
  audit: Services['audit'];
  /** Attempts with links that are none, by address. */
  failures: Failures;
  gate: Pick<Gate, 'count'>;
  settings: Settings['http'];
  log: Log;
}

interface Answer {
  status: number;
  html: string;
  headers?: OutgoingHttpHeaders;
}

const say = (status: number, title: string, text: string, headers?: OutgoingHttpHeaders): Answer => ({
  status,
  html: messagePage(title, text),
  headers,
});

/**
 * The pages behind links of decisions. Programs that look at links before people do send GET and HEAD, which show the
 * question and decide nothing; only the form does, and it needs no script.
 */
export function createDecide({ approvals, audit, failures, gate, settings, log }: DecideOptions) {
  async function open(token: string, address: string): Promise<OpenedLink | Answer> {
    await failures.assertFew(address);
    const link = await approvals.openLink(token);
    if (!link) {
      await failures.note(address, null);
      return say(
        404,
        'This link is not valid',
        'It was cut off or changed, or was taken back. Open it again from the message.',
      );
    }
    await gate.count({ actor: `${link.actor} ${link.approval}` });
    return link;
  }

  async function show(link: OpenedLink, likely: string | null): Promise<Answer> {
    const approval = await approvals.get(link.approval);
    if (!approval) return gone('There is nothing to decide any more', 'The question is not known here (any more).');
    if (approval.state !== 'OPEN') return gone('Nothing is left to decide', settledInWords(approval));
    if (link.expired) return tooLate;
    const files = await approvals.files(approval);
    return { status: 200, html: questionPage(approval, files, likely), headers: policyOf(files) };
  }

  async function decide({ approval: id, actor, expired }: OpenedLink, request: IncomingMessage): Promise<Answer> {
    const form = await formOf(request);
    const choice = form.get('choice') ?? '';
    const comment =
      form
        .get('comment')
        ?.replace(/[\0\p{Cs}]/gu, '\ufffd')
        .trim() || null;
    const record = (outcome: string) =>
      audit.record({ actor, action: 'decide', targets: [`Approval:${id}`], input: { choice, comment }, outcome });
    try {
      const approval =
        expired && (await approvals.get(id))?.state === 'OPEN'
          ? null
          : await approvals.decide(id, { choice, comment, by: actor });
      await record(approval ? 'OK' : 'LINK_EXPIRED');
      return approval ? say(200, `Thank you: ${choice}`, 'It was decided. You can close this page.') : tooLate;
    } catch (error) {
      await record(error instanceof DomainError ? error.code : 'INTERNAL_ERROR');
      throw error;
    }
  }

  async function answer(request: IncomingMessage): Promise<Answer> {
    const { method = '', url = '' } = request;
    if (!methods.split(', ').includes(method)) {
      return say(405, 'That cannot be done here', 'Open this link in a browser.', { allow: methods });
    }
    const { pathname, searchParams } = new URL(url, 'http://here');
    const link = await open(pathname.slice(decidePath.length), clientAddress(request, settings.trustedProxies));
    if ('status' in link) return link;
    return method === 'POST' ? decide(link, request) : show(link, searchParams.get('choice'));
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, html, headers } = await answer(request).catch((error: unknown) => failed(error, log));
    response.writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': pagePolicy([]),
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex',
      ...(!request.complete && { connection: 'close' }), // what else was sent is not read
      ...headers,
    });
    response.end(request.method === 'HEAD' ? undefined : withBanner(html, settings.notice));
  };
}

/** Pictures come from where storage is, and nothing else does. */
const policyOf = (files: readonly ShownFile[]) => {
  const origins = files.flatMap(({ url, picture }) => (picture && url !== null ? [new URL(url).origin] : []));
  return { 'content-security-policy': pagePolicy([...new Set(origins)]) };
};

const gone = (title: string, text: string) => say(410, title, text);
const tooLate = gone('This link has expired', 'Ask whoever sent it for a new one.');

/** Forms as browsers send them. Which page they come from does not matter: whoever knows the address may decide. */
async function formOf(request: IncomingMessage & { body?: Buffer }): Promise<URLSearchParams> {
  await readBody(request, longestBody);
  return new URLSearchParams(request.body?.toString());
}

function failed(error: unknown, log: Log): Answer {
  if (error instanceof AlreadyDecidedError) return say(409, 'Nothing is left to decide', error.message);
  if (error instanceof InvalidInputError) {
    const [issue] = error.issues;
    const elsewhere = issue?.path[0] === 'edits' ? ' A link cannot say that: answer with the mutation `decide`.' : '';
    return say(422, 'That is no answer', `${issue?.message ?? error.message}${elsewhere}`);
  }
  if (error instanceof BodyTooLargeError) return say(413, 'That is too long', 'Write a shorter comment.');
  if (error instanceof RateLimitedError) {
    const headers = { 'retry-after': String(error.retryAfter) };
    return say(429, 'Too many attempts', `Try again in ${error.retryAfter} seconds.`, headers);
  }
  if (error instanceof ServiceUnavailableError) return say(503, 'Not now', error.message);
  if (error instanceof DomainError) return say(410, 'There is nothing to decide any more', error.message);
  log.error({ err: error }, 'a page of a decision has failed');
  return say(500, 'Something went wrong on our side', 'Nothing was decided that we know of. Try again shortly.');
}
