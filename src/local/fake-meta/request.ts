import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from '../fake-server/refusal.ts';
import type { Token } from './tokens.ts';
import { refuse } from './refuse.ts';

/** What was asked for, as scripts name it. */
export type MetaCall =
  | 'check'
  | 'uploadPhoto'
  | 'publishPost'
  | 'listPosts'
  | 'createContainer'
  | 'publishContainer'
  | 'listMedia'
  | 'publishingLimit'
  | 'insights'
  | 'read';

export interface MetaRequest {
  call: MetaCall;
  /** Id of what it is about: of an account, a post, a container; empty for `check`. */
  id: string;
  fields: Record<string, string>;
  /** The file of a form. */
  source?: Buffer;
  token: Token;
}

const edges: Record<string, MetaCall> = {
  'POST photos': 'uploadPhoto',
  'POST feed': 'publishPost',
  'GET published_posts': 'listPosts',
  'GET feed': 'listPosts',
  'POST media': 'createContainer',
  'GET media': 'listMedia',
  'POST media_publish': 'publishContainer',
  'GET content_publishing_limit': 'publishingLimit',
  'GET insights': 'insights',
};
const versions = /^\/v2[1-6]\.0(\/|$)/;

/** Which call it is, by its method and path. */
export function callOf(method: string, path: string): Pick<MetaRequest, 'call' | 'id'> {
  if (!versions.test(path)) throw refuse(2500, undefined, `Unknown path components: ${path}`);
  const [, , id = '', edge, ...rest] = path.split('/');
  const call =
    edge === undefined
      ? method === 'GET' && id
        ? 'read'
        : method === 'POST' && !id
          ? 'check'
          : undefined
      : edges[`${method} ${edge}`];
  if (!call || rest.length > 0) throw refuse(100, 33, `Unsupported ${method.toLowerCase()} request.`);
  return { call, id };
}

/** The real one takes tokens in addresses, where every log has them. This one does not, so that none gets there unnoticed. */
export function checkAddress(path: string, query: URLSearchParams, tokens: readonly string[]): void {
  const parts = [path, ...query.values()];
  const named = [...query.keys()].some((name) => /token|secret/i.test(name));
  if (!named && !parts.some((part) => tokens.some((token) => part.includes(token)))) return;
  throw new Refusal(400, 'A token is in the address of this request.', { type: 'FakeMetaLeak', code: 1_000_001 });
}

/** Texts, and at most one file. */
export async function readForm(bytes: Buffer, headers: IncomingHttpHeaders) {
  const type = headers['content-type'] ?? '';
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)/.test(type)) {
    throw refuse(100, undefined, 'The body is no form.');
  }
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const fields: Record<string, string> = {};
  let source: Buffer | undefined;
  for (const [name, value] of form) {
    if (typeof value === 'string') fields[name] = value;
    else if (name === 'source') source = Buffer.from(await value.arrayBuffer());
  }
  return { fields, ...(source && { source }) };
}
