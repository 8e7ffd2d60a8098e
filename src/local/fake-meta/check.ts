import * as z from 'zod';
import { Refusal } from '../fake-server/refusal.ts';
import { pickFields } from './fields.ts';
import { graphError, refuse } from './refuse.ts';
import type { MetaRequest } from './request.ts';
import type { World } from './world.ts';

const operations = z.array(z.object({ method: z.literal('GET'), relative_url: z.string() })).max(50);

/** Several reads in one request: of accounts, and of what is known of a token. */
export function createCheck({ store, tokens }: World) {
  function account(id: string, fields: string | undefined, { token }: MetaRequest) {
    const found = store.accounts.get(id);
    if (!found) throw refuse(100, 33);
    tokens.require(token, id, found.channel === 'FACEBOOK' ? 'pages_show_list' : 'instagram_basic');
    const named = found.channel === 'FACEBOOK' ? { name: found.name } : { username: found.name };
    return pickFields(fields, { id, ...named });
  }

  function debugToken(text: string | null, { token: by }: MetaRequest) {
    const token = tokens.find(text ?? '');
    if (!by.tellsItself) throw refuse(100, undefined, 'Only an owner or developer of the app may ask this.');
    const problem = token ? tokens.problemOf(token) : 467;
    return {
      data: {
        type: token?.kind,
        application: 'Made up',
        is_valid: problem === null,
        expires_at: seconds(token?.expiresAt ?? null),
        data_access_expires_at: 0,
        scopes: token?.permissions ?? [],
        ...(problem !== null && { error: { code: 190, subcode: problem, message: 'The token is not valid.' } }),
      },
    };
  }

  return {
    account: (request: MetaRequest) => account(request.id, request.fields['fields'], request),
    batch(request: MetaRequest) {
      const asked = operations.safeParse(parsed(request.fields['batch']));
      if (!asked.success) throw refuse(100, undefined, 'batch is no list of requests that read.');
      return asked.data.map(({ relative_url: relative }) => {
        const { pathname, searchParams } = new URL(relative, 'http://fake');
        try {
          const id = pathname.slice(1);
          const answer =
            id === 'debug_token'
              ? debugToken(searchParams.get('input_token'), request)
              : account(id, searchParams.get('fields') ?? undefined, request);
          return { code: 200, body: JSON.stringify(answer) };
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          return {
            code: 400,
            body: JSON.stringify(graphError(400, { ...error.error, message: error.message }, 'batch')),
          };
        }
      });
    },
  };
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined; // and so no list
  }
}

/** 0: never. */
const seconds = (date: Date | null) => (date ? Math.floor(date.getTime() / 1000) : 0);
