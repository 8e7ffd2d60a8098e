import { DomainError } from '../../errors.ts';
import type { ApiKey, ApiKeyRequest } from '../../services/access/keys.ts';
import type { KeysCommand } from '../arguments/keys.ts';
import { exitCodes } from '../exit-codes.ts';
import { minute, table } from '../table.ts';
import { print, printError } from '../terminal.ts';

/** Nothing, or more than one thing, is called so. */
class NoSuchKeyError extends DomainError {
  constructor(message: string) {
    super('NO_SUCH_KEY', message);
  }
}

/** Where keys are kept. What is done there is in its audit log. */
export interface KeyStore {
  /** Whether there is one that was not revoked. */
  any(): Promise<boolean>;
  create(request: ApiKeyRequest): Promise<{ key: ApiKey; secret: string }>;
  list(): Promise<ApiKey[]>;
  revoke(id: string): Promise<ApiKey>;
  /** The workflows that have a contract there. */
  workflows(): Promise<readonly string[]>;
}

export async function changeKeys(store: KeyStore, command: KeysCommand): Promise<number> {
  if (command.do === 'createKey') await createKey(store, command.request);
  else if (command.do === 'listKeys') await listKeys(store);
  else await revokeKey(store, command.key);
  return exitCodes.done;
}

/** The key alone goes to standard output, for scripts; what people want to know besides goes to the other one. */
async function createKey(store: KeyStore, request: ApiKeyRequest): Promise<void> {
  const first = !(await store.any());
  const { key, secret } = await store.create(request);
  printError(`The ${key.role} key ${key.name} (${key.id}). It is shown this once and stored nowhere:`);
  print(secret);
  if (first) printError('It is the first: from now on every request needs a key: Authorization: Bearer <key>');
  if (!request.workflows) return;
  // A key may be for others too, but a slip would look the same.
  const known = await store.workflows();
  const foreign = request.workflows.filter((name) => !known.includes(name));
  if (foreign.length > 0) printError(`Not workflows of this program (${known.join(', ')}): ${foreign.join(', ')}`);
}

async function listKeys(store: KeyStore): Promise<void> {
  const all = await store.list();
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

async function revokeKey(store: KeyStore, idOrName: string): Promise<void> {
  const { id, name } = await store.revoke(await idOf(store, idOrName));
  printError(`The key ${name} (${id}) is revoked.`);
  if (await store.any()) return;
  printError(
    'It was the last: an API on loopback, without a proxy and an ADMIN_API_KEY, now lets in whoever reaches it.',
  );
}

/** A name stands for the one key of that name that was not revoked. */
async function idOf(store: KeyStore, idOrName: string): Promise<string> {
  const all = await store.list();
  if (all.some(({ id }) => id === idOrName)) return idOrName;
  const [named, ...more] = all.filter(({ name, revokedAt }) => name === idOrName && !revokedAt);
  if (more.length > 0)
    throw new NoSuchKeyError(`Several keys are called ${idOrName}: say which by its id (keys list).`);
  if (!named)
    throw new NoSuchKeyError(`No key that was not revoked has the name or id ${idOrName} (keys list shows all).`);
  return named.id;
}

const stateOf = ({ revokedAt, expiresAt }: ApiKey) => {
  if (revokedAt) return 'revoked';
  return expiresAt && expiresAt <= new Date() ? 'expired' : 'usable';
};
