import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';
import { refuse } from './refuse.ts';

const allPermissions = [
  'pages_show_list',
  'pages_read_engagement',
  'pages_manage_posts',
  'read_insights',
  'instagram_basic',
  'instagram_content_publish',
  'instagram_manage_insights',
] as const;
export type Permission = (typeof allPermissions)[number];

/** What a token may be given besides the accounts it is for. */
export interface TokenOptions {
  /** Default: one of its own. */
  token?: string;
  /** Only tokens of a page may post there; default PAGE. */
  kind?: 'PAGE' | 'USER';
  /** Default: all. */
  permissions?: readonly Permission[];
  /** Default: never. */
  expiresAt?: Date | null;
  /** Whether it may ask what is known of itself; default true. */
  tellsItself?: boolean;
}

export interface Token extends Required<TokenOptions> {
  /** Ids of the pages and Instagram accounts it reaches. */
  accounts: readonly string[];
  /** Why it is not taken any more. */
  revoked: number | null;
}

/** Who may do what. */
export function createTokens(clock: Clock) {
  const tokens = new Map<string, Token>();

  const problemOf = ({ revoked, expiresAt }: Token): number | null =>
    revoked ?? (expiresAt && expiresAt.getTime() <= clock.now() ? 463 : null);

  return {
    problemOf,
    known: () => [...tokens.keys()],
    add(accounts: readonly string[], options: TokenOptions = {}): string {
      const { token = `EAA${randomBytes(30).toString('hex')}`, kind = 'PAGE', permissions = allPermissions } = options;
      const { expiresAt = null, tellsItself = true } = options;
      tokens.set(token, { token, kind, permissions, expiresAt, tellsItself, accounts, revoked: null });
      return token;
    },
    revoke(text: string, subcode: number): void {
      const token = tokens.get(text);
      if (!token) throw new Error('There is no such token.');
      token.revoked = subcode;
    },
    restore: () => tokens.forEach((token) => (token.revoked = null)),
    /** The token of a request, if it is taken. */
    of(authorization: string | undefined): Token {
      const text = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
      if (!text) throw refuse(2500, undefined, 'An access token is needed to ask for this.');
      const token = tokens.get(text);
      // The real one quotes it as well, so whoever logs what it says must be ready for that.
      if (!token) throw refuse(190, undefined, `Malformed access token ${text}`);
      const problem = problemOf(token);
      if (problem !== null) throw refuse(190, problem);
      return token;
    },
    find: (text: string) => tokens.get(text),
    require(token: Token, account: string, permission: Permission, needsPage = false): void {
      if (needsPage && token.kind !== 'PAGE') throw refuse(210, undefined, 'A page access token is needed for this.');
      if (!token.accounts.includes(account)) throw refuse(100, 33);
      if (token.permissions.includes(permission)) return;
      throw refuse(
        permission.startsWith('instagram') ? 10 : 200,
        undefined,
        `The permission ${permission} is missing.`,
      );
    },
  };
}
