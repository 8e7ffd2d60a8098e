import type { Audit } from '../services/access/audit.ts';
import type { ApiKey, ApiKeyRequest, Keys } from '../services/access/keys.ts';
import { print, printError } from '../local/terminal.ts';
import { table } from './table.ts';

/** Who has the database's password has no key to be known by. */
const actor = 'system';

/** Nothing, or more than one thing, is called so. */
export class NoSuchKeyError extends Error {}

/** What the commands work on. */
export interface KeyStore {
  keys: Keys;
  audit: Audit;
}

/** The key alone goes to standard output, for scripts; what people want to know besides goes to the other one. */
/** `known` are the workflows that have a contract here; a key may be for others too, but a slip would look the same. */
export async function createKey(
  { keys, audit }: KeyStore,
  request: ApiKeyRequest,
  known: readonly string[],
): Promise<void> {
  const first = !(await keys.any());
  const { key, secret } = await keys.create(request);
  await audit.record({ actor, action: 'createApiKey', targets: [key.id], input: { input: request }, outcome: 'OK' });
  printError(`The ${key.role} key ${key.name} (${key.id}). It is shown this once and stored nowhere:`);
  print(secret);
  if (first) printError('It is the first: from now on every request needs a key: Authorization: Bearer <key>');
  const foreign = request.workflows?.filter((name) => !known.includes(name)) ?? [];
  if (foreign.length > 0) printError(`Not workflows of this program (${known.join(', ')}): ${foreign.join(', ')}`);
}

export async function listKeys({ keys }: KeyStore): Promise<void> {
  const all = await keys.list();
  if (all.length === 0) return printError('There are no keys.');
  const headings = ['ID', 'NAME', 'ROLE', 'WORKFLOWS', 'CREATED', 'LAST USED', 'EXPIRES', 'STATE'];
  const rows = all.map((key) => [
    key.id,
    key.name,
    key.role,
    key.workflows?.join(',') ?? 'all',
    minute(key.createdAt),
    key.lastUsedAt ? minute(key.lastUsedAt) : 'never',
    key.expiresAt ? minute(key.expiresAt) : 'never',
    stateOf(key),
  ]);
  print(table(headings, rows));
}

export async function revokeKey({ keys, audit }: KeyStore, idOrName: string): Promise<void> {
  const id = await idOf(keys, idOrName);
  const { name } = await keys.revoke(id);
  await audit.record({ actor, action: 'revokeApiKey', targets: [id], input: { id }, outcome: 'OK' });
  printError(`The key ${name} (${id}) is revoked.`);
  if (await keys.any()) return;
  printError(
    'It was the last: an API on loopback, without a proxy and an ADMIN_API_KEY, now lets in whoever reaches it.',
  );
}

/** A name stands for the one key of that name that was not revoked. */
async function idOf(keys: Keys, idOrName: string): Promise<string> {
  const all = await keys.list();
  if (all.some(({ id }) => id === idOrName)) return idOrName;
  const [named, ...more] = all.filter(({ name, revokedAt }) => name === idOrName && !revokedAt);
  if (more.length > 0)
    throw new NoSuchKeyError(`Several keys are called ${idOrName}: say which by its id (keys list).`);
  if (!named)
    throw new NoSuchKeyError(`No key that was not revoked has the name or id ${idOrName} (keys list shows all).`);
  return named.id;
}

/** In UTC, as far as people care. */
const minute = (date: Date) => `${date.toISOString().slice(0, 16).replace('T', ' ')}Z`;

const stateOf = ({ revokedAt, expiresAt }: ApiKey) => {
  if (revokedAt) return 'revoked';
  return expiresAt && expiresAt <= new Date() ? 'expired' : 'usable';
};
