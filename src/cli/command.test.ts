import { expect, test } from 'vitest';
import { readCommand } from './command.ts';
import { readExpiry } from './expiry.ts';
import { table } from './table.ts';
import { UsageError } from './usage.ts';

const read = (line: string) => readCommand(line.split(' ').filter(Boolean));
const create = 'keys create --name shop --role operator';

test('a command says all that was asked for', () => {
  expect(read(create)).toEqual({
    do: 'create',
    request: { name: 'shop', role: 'OPERATOR', workflows: null, expiresAt: null },
  });
  expect(read('keys create --name a --role=VIEWER --workflows a,b --expires 2100-01-01')).toEqual({
    do: 'create',
    request: { name: 'a', role: 'VIEWER', workflows: ['a', 'b'], expiresAt: new Date('2100-01-01T00:00:00Z') },
  });
  expect(read('keys list')).toEqual({ do: 'list' });
  expect(read('keys revoke shop')).toEqual({ do: 'revoke', key: 'shop' });
  for (const help of ['', '--help', '-h', 'keys create --help']) expect(read(help)).toEqual({ do: 'help' });
});

test.each([
  ['key create', 'There is no command key.'],
  ['keys', 'Say what to do with keys.'],
  ['keys delete shop', 'There is no command keys delete.'],
  ['keys create --role admin', 'Give the key a --name'],
  ['keys create --name a', 'Give the key a --role: one of viewer, operator, admin.'],
  ['keys create --name a --role root', '--role root is none of viewer, operator, admin.'],
  [`${create} --expires soon`, '--expires soon is neither a time from now, like 30d or 12h, nor a date'],
  [`${create} --workflows a,,b`, '--workflows takes names with commas between them.'],
  [`${create} --workflows=`, '--workflows takes names'],
  [`${create} --admin`, "Unknown option '--admin'"],
  [`${create} twice`, "Unexpected argument 'twice'"],
  ['keys list all', "Unexpected argument 'all'"],
  ['keys revoke', 'Say which key to revoke'],
  ['keys revoke a b', 'Say which key to revoke'],
])('%j is refused: %s', (line, says) => {
  expect(() => read(line)).toThrow(UsageError);
  expect(() => read(line)).toThrow(says);
});

test.each([
  ['30d', '2026-01-31T12:00:00.000Z'],
  ['12h', '2026-01-02T00:00:00.000Z'],
  ['2028-02-29', '2028-02-29T00:00:00.000Z'],
  ['2027-01-01T08:30:00+02:00', '2027-01-01T06:30:00.000Z'],
])('--expires %s is %s', (text, at) => {
  expect(readExpiry(text, new Date('2026-01-01T12:00:00Z')).toISOString()).toBe(at);
});

test.each(['2027-02-29', '2027-13-01', '01/02/2027', '1e3', '-1d', '30', '1000000d', '30d '])(
  '--expires %s is refused',
  (text) => {
    expect(() => readExpiry(text, new Date())).toThrow(UsageError);
  },
);

test('a table has its columns under their headings, and no name can write to the terminal', () => {
  const lines = table(
    ['NAME', 'ROLE'],
    [
      ['a long name', 'ADMIN'],
      ['a\u001b[31m\nb', 'VIEWER'],
    ],
  );
  expect(lines).toBe('NAME         ROLE\na long name  ADMIN\na?[31m?b     VIEWER');
});

test('days are compared from the beginning of the first to the end of the last', () => {
  expect(read('costs compare --from 2026-12-01 --to 2026-12-31')).toEqual({
    do: 'compare',
    from: new Date('2026-12-01T00:00:00Z'),
    to: new Date('2027-01-01T00:00:00Z'),
  });
  expect(() => read('costs compare --from 2026-12-02 --to 2026-12-01')).toThrow(/same day as --from, or later/);
  expect(() => read('costs compare --from 2026-01-01 --to 2026-12-01')).toThrow(/at most 92 days/);
  expect(() => read('costs compare --from 2026-12-01')).toThrow(/^Say --to which day/);
  expect(() => read('costs compare --from 2026-02-30 --to 2026-12-01')).toThrow(/2026-02-30 is no day/);
  expect(() => read('costs count')).toThrow(/no command costs count/);
});
