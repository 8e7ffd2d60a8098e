import { everything, type Access } from './access.ts';

/** Who asks. */
export interface Caller {
  /** `key:<id>`, `token:<id>`, `key:environment`, or `anyone`: for the audit, and to count requests by. */
  actor: string;
  /** The actor that made this token; it ends with that one's key. Null for what is not a token. */
  grantedBy: string | null;
  access: Access;
  /** When it ends to be that; null: never by itself. */
  expiresAt: Date | null;
}

/** Whoever reaches a server that asks for no key. */
export const anyone: Caller = { actor: 'anyone', grantedBy: null, access: everything, expiresAt: null };

/** The holder of `ADMIN_API_KEY`. */
export const environmentAdmin: Caller = { ...anyone, actor: 'key:environment' };

export const hasExpired = ({ expiresAt }: Caller) => expiresAt !== null && expiresAt.getTime() <= Date.now();
