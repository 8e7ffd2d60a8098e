import { roles, type Role } from '../../services/access/access.ts';
import type { ApiKeyRequest } from '../../services/access/keys.ts';
import { UsageError } from '../usage.ts';
import { readMoment } from './moment.ts';
import { onlyOne, read, readList, text } from './read.ts';

export type KeysCommand =
  { do: 'createKey'; request: ApiKeyRequest } | { do: 'listKeys' } | { do: 'revokeKey'; key: string };

export function readKeys([verb, ...rest]: readonly string[]): KeysCommand {
  switch (verb) {
    case 'create':
      return { do: 'createKey', request: readRequest(rest) };
    case 'list':
      read(rest, {});
      return { do: 'listKeys' };
    case 'revoke': {
      const { positionals } = read(rest, {}, true);
      return { do: 'revokeKey', key: onlyOne(positionals, 'Say which key to revoke: one name or id.') };
    }
    default:
      throw new UsageError(verb ? `There is no command keys ${verb}.` : 'Say what to do with keys.');
  }
}

function readRequest(args: readonly string[]): ApiKeyRequest {
  const { values } = read(args, { name: text, role: text, workflows: text, expires: text });
  const { name, role, workflows, expires } = values;
  if (!name) throw new UsageError('Give the key a --name: it tells keys apart where they are listed.');
  return {
    name,
    role: readRole(role),
    workflows: workflows === undefined ? null : readList('--workflows', workflows),
    expiresAt: expires === undefined ? null : readMoment('--expires', expires, new Date(), true),
  };
}

function readRole(role: string | undefined): Role {
  const found = roles.find((known) => known === role?.toUpperCase());
  if (found) return found;
  const known = roles.map((one) => one.toLowerCase()).join(', ');
  throw new UsageError(role ? `--role ${role} is none of ${known}.` : `Give the key a --role: one of ${known}.`);
}
