import * as z from 'zod';
import { toId, type CallOptions, type Graph } from './graph.ts';
import { expiry } from './fields.ts';
import { isError, judge } from './judge.ts';
import { MetaError } from './meta-error.ts';

/** An account, as its token sees it. */
export interface CheckedAccount {
  name: string;
  /** What Meta knows of the token; null where it does not tell that to this token. */
  token: {
    /** Null: never. */
    expiresAt: Date | null;
    /** Until when it may read data, though it lives on; null: without end. */
    dataAccessExpiresAt: Date | null;
    permissions: string[];
  } | null;
}

const account = z.object({ name: z.string().optional(), username: z.string().optional() });
const about = z.object({
  data: z.object({
    is_valid: z.boolean(),
    expires_at: expiry.optional(),
    data_access_expires_at: expiry.optional(),
    scopes: z.array(z.string()).default([]),
    error: z.object({ code: z.number(), subcode: z.number().optional(), message: z.string().optional() }).optional(),
  }),
});
const answers = z.tuple([
  z.object({ code: z.number(), body: z.string() }),
  z.object({ code: z.number(), body: z.string() }).nullable(),
]);

/**
 * Whether a token is taken for an account, and until when. Meta wants the token that it looks into as a parameter: inside
 * a batch it travels in the body of the request, and so is in no URL.
 */
export async function checkAccount(
  call: Graph,
  token: string,
  { id, nameField }: { id: string; nameField: 'name' | 'username' },
  options?: CallOptions,
): Promise<CheckedAccount> {
  const batch = [
    { method: 'GET', relative_url: `${toId(id)}?fields=${nameField}` },
    { method: 'GET', relative_url: `debug_token?input_token=${encodeURIComponent(token)}` },
  ];
  const form = { batch: JSON.stringify(batch), include_headers: 'false' };
  const [seen, told] = await call(token, { path: [], form, answer: answers }, options);
  const judged = { publishes: false, token };
  const json = parsed(seen.body);
  if (seen.code >= 300 || isError(json)) throw judge({ status: seen.code, headers: {} }, json, judged);
  const details = about.safeParse(parsed(told?.body ?? 'null')).data?.data;
  if (details && !details.is_valid) {
    const { code = 190, subcode, message } = details.error ?? {};
    throw judge({ status: 400, headers: {} }, { error: { code, error_subcode: subcode, message } }, judged);
  }
  const { name, username } = account.safeParse(json).data ?? {};
  return {
    name: name ?? username ?? id,
    token: details
      ? {
          expiresAt: details.expires_at ?? null,
          dataAccessExpiresAt: details.data_access_expires_at ?? null,
          permissions: details.scopes,
        }
      : null,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const message = 'Meta answers with what is not understood (a part of a batch).';
    throw new MetaError(message, { kind: 'UNKNOWN', acted: 'NO', retryAfterMs: 30_000 });
  }
}
