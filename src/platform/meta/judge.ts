import * as z from 'zod';
import type { MetaAnswer } from './exchange.ts';
import { MetaError, type Acted, type MetaErrorKind } from './meta-error.ts';
import { waitIn } from './rate-limits.ts';
import { sayings, type Saying } from './sayings.ts';
import { withoutSecrets } from './without-secrets.ts';

const body = z.object({
  error: z.object({
    message: z.string().optional(),
    code: z.number().optional(),
    error_subcode: z.number().optional(),
    is_transient: z.boolean().optional(),
    error_user_msg: z.string().nullish(),
    fbtrace_id: z.string().optional(),
  }),
});
type Said = z.infer<typeof body>['error'];

/** What one has to know of a call to say what its failure means. */
export interface Judged {
  /** Whether it would have made something public. */
  publishes: boolean;
  token: string;
}

const entries = sayings.flatMap((saying) => saying.codes.map((code) => ({ ...code, saying })));
const isInstagram = (subcode: number) => Math.floor(subcode / 1000) === 2207;
const transientMs = 30_000;

/** Whether it is an error in Meta's form; some come with status 200. */
export const isError = (json: unknown): boolean => body.safeParse(json).success;

/** What an answer that is no success means. */
export function judge(answer: Pick<MetaAnswer, 'status' | 'headers'>, json: unknown, call: Judged): MetaError {
  const said = body.safeParse(json).data?.error;
  const { kind, acted, waitMs, text } = said?.code === undefined ? byStatus(answer.status) : bySaying(said);
  // After a failure of the server no code is a proof.
  const certain = answer.status >= 500 && acted === 'NO' ? 'UNKNOWN' : acted;
  const codes = [said?.code, said?.error_subcode].filter((code) => code !== undefined).join('/');
  const told = said?.error_user_msg ?? said?.message;
  const quoted = told ? ` Meta says: ${withoutSecrets(told, call.token)}` : '';
  return new MetaError(`${text.means} (${codes || `status ${answer.status}`}). ${text.todo}${quoted}`, {
    kind,
    acted: call.publishes ? certain : 'NO',
    retryAfterMs: waitMs === null ? null : (waitIn(answer.headers) ?? waitMs),
    code: said?.code ?? null,
    subcode: said?.error_subcode ?? null,
    trace: said?.fbtrace_id ?? null,
  });
}

interface Judgement {
  kind: MetaErrorKind;
  acted: Acted;
  waitMs: number | null;
  text: { means: string; todo: string };
}
const look = 'See whether the post is there before it is sent again.';

function bySaying({ code = 0, error_subcode: subcode, is_transient: transient }: Said): Judgement {
  const exact = find(code, subcode);
  if (exact) return exact;
  const unknown = { means: 'Meta refuses it, for a reason that is not known here', todo: look };
  // Instagram's own: none of them is known to pass by itself.
  if (subcode !== undefined && isInstagram(subcode))
    return { kind: 'UNKNOWN', acted: 'UNKNOWN', waitMs: null, text: unknown };
  const general = find(code, undefined);
  // A token that is not taken is not, whatever else they say; of anything else a new subcode may say the contrary.
  if (general) return { ...general, acted: general.kind === 'TOKEN' ? general.acted : 'UNKNOWN' };
  return {
    kind: transient ? 'BUSY' : 'UNKNOWN',
    acted: 'UNKNOWN',
    waitMs: transient ? transientMs : null,
    text: unknown,
  };
}

function find(code: number, subcode: number | undefined): Judgement | undefined {
  const found =
    entries.find((entry) => entry.code === code && entry.subcode === subcode) ??
    entries.find((entry) => subcode !== undefined && isInstagram(subcode) && entry.subcode === subcode) ??
    entries.find((entry) => entry.to && entry.code <= code && code <= entry.to && subcode === undefined);
  return found && judgementOf(found.saying, found.means);
}

const judgementOf = ({ kind, acted, waitMs, todo }: Saying, means: string): Judgement => ({
  kind,
  acted,
  waitMs,
  text: { means, todo },
});

/** Of an answer that is not Meta's own: a proxy's, or half of one. */
function byStatus(status: number): Judgement {
  const common = { acted: 'UNKNOWN', waitMs: transientMs } as const;
  if (status === 429) return { ...common, kind: 'LIMIT', text: { means: 'Too many calls', todo: look } };
  if (status >= 500 || status === 408)
    return { ...common, kind: 'BUSY', text: { means: 'Meta has failed', todo: look } };
  const means = 'The answer is not one of Meta';
  return { kind: 'UNKNOWN', acted: 'UNKNOWN', waitMs: null, text: { means, todo: `Check META_BASE_URL. ${look}` } };
}
