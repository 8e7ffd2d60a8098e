import { expect, test } from 'vitest';
import { readCommand } from './command.ts';
import { readMoment } from './arguments/moment.ts';
import { table } from './table.ts';
import { UsageError } from './usage.ts';

const read = (line: string) => readCommand(line.split(' ').filter(Boolean));
const create = 'keys create --name shop --role operator';

test('a command says all that was asked for', () => {
  expect(read(create)).toEqual({
    do: 'createKey',
    request: { name: 'shop', role: 'OPERATOR', workflows: null, expiresAt: null },
  });
  expect(read('keys create --name a --role=VIEWER --workflows a,b --expires 2100-01-01')).toEqual({
    do: 'createKey',
    request: { name: 'a', role: 'VIEWER', workflows: ['a', 'b'], expiresAt: new Date('2100-01-01T00:00:00Z') },
  });
  expect(read('keys list')).toEqual({ do: 'listKeys' });
  expect(read('keys revoke shop')).toEqual({ do: 'revokeKey', key: 'shop' });
  for (const help of ['', '--help', '-h', 'keys create --help']) expect(read(help)).toEqual({ do: 'help' });
});

test('runs are started, listed and watched by what is said of them', () => {
  expect(read('start photoImport --input - --label shop=north --label a=b=c --watch --json')).toEqual({
    do: 'start',
    workflow: 'photoImport',
    input: '-',
    labels: [
      { key: 'shop', value: 'north' },
      { key: 'a', value: 'b=c' },
    ],
    rerun: false,
    watch: true,
    json: true,
  });
  const all = 'runs --workflow a --status running,FAILED --label shop= --since 2026-01-01 --until 2026-01-02 --limit 7';
  expect(read(all)).toEqual({
    do: 'runs',
    filter: {
      workflow: 'a',
      status: ['RUNNING', 'FAILED'],
      label: { key: 'shop', value: '' },
      startedAfter: new Date('2026-01-01'),
      startedBefore: new Date('2026-01-02'),
    },
    limit: 7,
    json: false,
  });
  expect(read('runs')).toEqual({ do: 'runs', filter: {}, limit: 20, json: false });
  expect(read('watch abc --json')).toEqual({ do: 'watch', run: 'abc', json: true });
  expect(read('schedules plan a.yaml')).toEqual({ do: 'schedules', file: 'a.yaml', dryRun: true, json: false });
  expect(read('schedules apply - --json')).toEqual({ do: 'schedules', file: '-', dryRun: false, json: true });
  expect(read('audit --actor system')).toEqual({ do: 'audit', actor: 'system', limit: 20, json: false });
  expect(read('doctor --json')).toEqual({ do: 'doctor', json: true });
  expect(read('health')).toEqual({ do: 'health' });
});

test.each([
  ['start --input -', 'Say which workflow to start, one.'],
  ['start a b --input -', 'Say which workflow to start, one.'],
  ['start a', 'Say with --input which file has the input'],
  ['start a --input - --label shop', '--label shop is not of the form key=value.'],
  ['start a --input - --label =shop', 'is not of the form key=value.'],
  ['runs --status over', '--status over is none of running, paused,'],
  ['runs --since soon', '--since soon is neither a time until now, like 30d or 12h, nor a date'],
  ['runs --limit 0', '--limit 0 is no number from 1 to 1000.'],
  ['runs --limit 1001', '--limit 1001 is no number'],
  ['watch', 'Say which run to watch: one id.'],
  ['schedules', 'Say what to do with schedules.'],
  ['schedules show a', 'There is no command schedules show.'],
  ['schedules plan', 'Say which file has the schedules'],
  ['audit all', "Unexpected argument 'all'"],
  ['health now', "Unexpected argument 'now'"],
  ['toString', 'There is no command toString.'],
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
  expect(readMoment('--expires', text, new Date('2026-01-01T12:00:00Z'), true).toISOString()).toBe(at);
});

test('a time that is over is as long ago as it says', () => {
  const now = new Date('2026-01-02T12:00:00Z');
  expect(readMoment('--since', '12h', now, false).toISOString()).toBe('2026-01-02T00:00:00.000Z');
});

test.each(['2027-02-29', '2027-13-01', '01/02/2027', '1e3', '-1d', '30', '1000000d', '30d '])(
  '--expires %s is refused',
  (text) => {
    expect(() => readMoment('--expires', text, new Date(), true)).toThrow(UsageError);
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
    do: 'compareCosts',
    from: new Date('2026-12-01T00:00:00Z'),
    to: new Date('2027-01-01T00:00:00Z'),
  });
  expect(() => read('costs compare --from 2026-12-02 --to 2026-12-01')).toThrow(/same day as --from, or later/);
  expect(() => read('costs compare --from 2026-01-01 --to 2026-12-01')).toThrow(/at most 92 days/);
  expect(() => read('costs compare --from 2026-12-01')).toThrow(/^Say --to which day/);
  expect(() => read('costs compare --from 2026-02-30 --to 2026-12-01')).toThrow(/2026-02-30 is no day/);
  expect(() => read('costs count')).toThrow(/no command costs count/);
});
