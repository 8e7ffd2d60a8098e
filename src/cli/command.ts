import { parseArgs, type ParseArgsConfig } from 'node:util';
import * as z from 'zod';
import { roles, type Role } from '../services/access/access.ts';
import type { ApiKeyRequest } from '../services/access/keys.ts';
import { readExpiry } from './expiry.ts';
import { UsageError } from './usage.ts';

/** What the command line asks for. */
export type Command =
  | { do: 'help' }
  | { do: 'create'; request: ApiKeyRequest }
  | { do: 'list' }
  | { do: 'revoke'; key: string }
  /** `to` is the end of the last day. */
  | { do: 'compare'; from: Date; to: Date };

/** Throws UsageError. */
export function readCommand(args: readonly string[]): Command {
  if (args.length === 0 || args.some((arg) => arg === '--help' || arg === '-h')) return { do: 'help' };
  const [noun, verb, ...rest] = args;
  if (noun === 'costs') return readCosts(verb, rest);
  if (noun !== 'keys') throw new UsageError(`There is no command ${noun}.`);
  switch (verb) {
    case 'create':
      return { do: 'create', request: readRequest(rest) };
    case 'list':
      read(rest, {});
      return { do: 'list' };
    case 'revoke': {
      const { positionals } = read(rest, {}, true);
      const [key, ...more] = positionals;
      if (!key || more.length > 0) throw new UsageError('Say which key to revoke: one name or id.');
      return { do: 'revoke', key };
    }
    default:
      throw new UsageError(verb ? `There is no command keys ${verb}.` : 'Say what to do with keys.');
  }
}

const dayMs = 24 * 3600 * 1000;
const mostDays = 92;

function readCosts(verb: string | undefined, args: readonly string[]): Command {
  if (verb !== 'compare') {
    throw new UsageError(verb ? `There is no command costs ${verb}.` : 'Say what to do with costs.');
  }
  const { values } = read(args, { from: { type: 'string' }, to: { type: 'string' } });
  const from = readDay('--from', values.from);
  const last = readDay('--to', values.to);
  if (last < from) throw new UsageError('--to has to be the same day as --from, or later.');
  const to = new Date(last.getTime() + dayMs);
  if (to.getTime() - from.getTime() > mostDays * dayMs) throw new UsageError(`Ask for at most ${mostDays} days.`);
  return { do: 'compare', from, to };
}

function readDay(option: string, text: string | undefined): Date {
  if (!text) throw new UsageError(`Say ${option} which day, like 2026-12-31.`);
  if (!z.iso.date().safeParse(text).success) throw new UsageError(`${option} ${text} is no day, like 2026-12-31.`);
  return new Date(text);
}

function readRequest(args: readonly string[]): ApiKeyRequest {
  const text = { type: 'string' } as const;
  const { values } = read(args, { name: text, role: text, workflows: text, expires: text });
  const { name, role, workflows, expires } = values;
  if (!name) throw new UsageError('Give the key a --name: it tells keys apart where they are listed.');
  return {
    name,
    role: readRole(role),
    workflows: workflows === undefined ? null : readList(workflows),
    expiresAt: expires === undefined ? null : readExpiry(expires, new Date()),
  };
}

function readRole(text: string | undefined): Role {
  const role = roles.find((known) => known === text?.toUpperCase());
  if (role) return role;
  const known = roles.map((one) => one.toLowerCase()).join(', ');
  throw new UsageError(text ? `--role ${text} is none of ${known}.` : `Give the key a --role: one of ${known}.`);
}

function readList(text: string): string[] {
  const list = text.split(',').map((item) => item.trim());
  // An empty name in it is a slip; leaving it out could leave none, which would stand for something else.
  if (list.includes('')) throw new UsageError('--workflows takes names with commas between them.');
  return list;
}

function read<O extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: O,
  allowPositionals = false,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
