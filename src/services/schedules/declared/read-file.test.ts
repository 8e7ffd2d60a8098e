import { expect, test } from 'vitest';
import { probe } from '../../../../test/fixtures/contracts.ts';
import { startablesOf } from '../startables.ts';
import { SchedulesFileError } from './file-error.ts';
import { mostDeclared } from './file-type.ts';
import { createFileReader } from './read-file.ts';
import { long } from '../../../../test/long.ts';

const readFile = createFileReader(startablesOf([probe]));
const read = (text: string) => readFile('schedules.yaml', text);
const reasonsOf = (text: string): string[] => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof SchedulesFileError) return error.message.split('\n');
    throw error;
  }
  return [];
};

const good = `owner: brands
schedules:
  morning:
    action:
      probe: { name: one }
    spec:
      cron: ['0 9 * * *']
      startAt: 2026-12-31T23:00:00Z
    labels: [{ key: brand, value: one }]
`;

test('a file says what is to be made, with the defaults that the API has', () => {
  const { owner, schedules } = read(good);
  expect(owner).toBe('brands');
  const { request, adopt } = schedules.get('morning')!;
  expect(adopt).toBe(false);
  expect(request).toMatchObject({
    name: 'morning',
    action: { startable: { name: 'probe' }, input: { name: 'one' } },
    spec: { cron: ['0 9 * * *'], timeZone: 'UTC', startAt: new Date('2026-12-31T23:00:00Z') },
    overlap: 'SKIP',
    catchUpWindow: 600,
    declared: { owner: 'brands', applied: expect.stringMatching(/^[0-9a-f]{32}$/) as string },
  });
  expect(request).not.toHaveProperty('paused');
  expect(request).not.toHaveProperty('note');
});

test('parts of a file may be given once and meant again', () => {
  const text = `${good}  evening:
    action: { probe: &input { name: two } }
    spec: &spec { cron: ['0 18 * * *'] }
  night: { action: { probe: *input }, spec: *spec }
`;
  expect(read(text).schedules.get('night')!.request).toMatchObject({
    action: { input: { name: 'two' } },
    spec: { cron: ['0 18 * * *'] },
  });
});

const changed = (from: string, to: string) => good.replace(from, to);

test.each<[string, string, string | RegExp]>([
  ['nothing', '', /^1:1: The file is empty: say whose it is/],
  ['no owner', good.replace('owner: brands\n', ''), '1:1: owner: Is missing.'],
  [
    'no schedules',
    'owner: brands\nschedules:\n',
    '2:1: schedules: Says nothing: give a value, or leave the field out.',
  ],
  ['what is no YAML', changed('[{ key', '[{ key: ]'), /^9:\d+: .+/],
  [
    'a name that is there twice',
    `${good}  morning: {}\n`,
    '10:3: schedules.morning: This name is here already: each may be given once.',
  ],
  ['two documents', `${good}---\na: 1\n`, /^\d+:1: A second document begins here/],
  ['a tag that nobody knows', changed('brands', '!secret brands'), /^1:8: Unresolved tag/],
  ['a name that is none', changed('morning', 'good morning'), /^3:3: schedules.good morning: Must be 1 to 200 letters/],
  [
    'a workflow that there is not',
    changed('probe', 'prob'),
    '5:7: schedules.morning.action.prob: There is no field prob here. Did you mean probe?',
  ],
  [
    'two workflows',
    changed('probe: { name: one }', 'probe: { name: one }\n      other: {}'),
    /^4:5: schedules.morning.action: Must name one thing to start, and no other: probe\.$/,
  ],
  [
    'no workflow',
    changed('\n      probe: { name: one }', ' {}'),
    /^4:5: schedules.morning.action: Must name one thing/,
  ],
  [
    'an input that the contract refuses',
    changed('{ name: one }', "{ name: '' }"),
    /^5:16: schedules.morning.action.probe.name: Must have at least 1 character\.$/,
  ],
  [
    'a field of an input that there is not',
    changed('{ name: one }', '{ name: one, cuont: 3 }'),
    '5:27: schedules.morning.action.probe.cuont: There is no field cuont here. Did you mean count?',
  ],
  [
    'a field that there is not',
    changed('    labels', '    remainingActions: 3\n    labels'),
    /^9:5: schedules.morning.remainingActions: There is no field remainingActions here\. There are .*overlap/,
  ],
  ['a cron expression', changed('0 9 * * *', '0 9 * *'), /^7:14: schedules.morning.spec.cron.0: Must be 5 to 7 fields/],
  [
    'a moment',
    changed('2026-12-31T23:00:00Z', 'tomorrow'),
    '8:7: schedules.morning.spec.startAt: Must be a moment with a time zone, such as 2026-12-31T23:00:00Z.',
  ],
  [
    'a label of our own',
    changed('key: brand', 'key: tempograph.declared'),
    /^9:16: schedules.morning.labels.0.key: Keys that begin with "tempograph\."/,
  ],
  [
    'a pause that cannot be kept',
    `${good}    pauseOnFailure: true\n    paused: false\n`,
    /^11:5: schedules.morning.paused: Leave it out/,
  ],
])('%s is refused, with its place', (_what, text, expected) => {
  const reasons = reasonsOf(text).map((line) => line.replace('schedules.yaml:', ''));
  expect(reasons).toContainEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
});

const inSpec = (text: string) => changed("cron: ['0 9 * * *']", text);

test.each<[string, string, string | RegExp]>([
  ['a text for a truth', `${good}    pauseOnFailure: yes\n`, 'pauseOnFailure: Must be true or false, without quotes.'],
  ['a cron expression alone', inSpec('cron: 0 9 * * *'), "spec.cron: Must be a list: ['0 9 * * *']."],
  ['one that is not quoted', inSpec('cron:\n        - * 9 * * *'), /A text that begins with \* or & needs quotes/],
  ['a number for ranges', inSpec('calendars: [{ hour: 9 }]'), 'hour: Must be a list of ranges, such as [{ start: 9 }]'],
  ['a number for a range', inSpec('calendars: [{ hour: [9] }]'), 'hour.0: Must be a range such as { start: 9 }'],
  [
    'fields for labels',
    changed('[{ key: brand, value: one }]', '{ brand: one }'),
    'labels: Must be a list such as [{ key',
  ],
  [
    'a list of schedules',
    'owner: x\nschedules: []\n',
    'schedules: Must be schedules by their names; {} when there are',
  ],
  ['a small number', inSpec('intervals: [{ every: 0 }]'), 'every: Must be at least 1.'],
  ['a broken number', inSpec('intervals: [{ every: 1.5 }]'), 'every: Must be a whole number.'],
  [
    'a choice in small letters',
    `${good}    overlap: skip\n`,
    /overlap: Must be one of SKIP, .*\. Did you mean SKIP\?$/,
  ],
  ['a day that there is not', changed('2026-12-31', '2027-02-30'), 'There is no 2027-02-30T23:00:00Z: the calendar'],
  [
    'a zone in small letters',
    inSpec('timeZone: europe/amsterdam'),
    'timeZone: There is no time zone europe/amsterdam. Did you mean Europe/Amsterdam?',
  ],
  ['a merge key', changed('name: one', '<<: {}'), 'probe.<<: Merge keys are not supported'],
  ['a brace that is not closed', changed('{ name: one }', '{ name: one'), 'A { or [ before here is not closed'],
])('%s is refused in words that say what to do', (_what, text, expected) => {
  const reasons = reasonsOf(text);
  expect(reasons).toContainEqual(
    typeof expected === 'string' ? expect.stringContaining(expected) : expect.stringMatching(expected),
  );
  expect(reasons.join()).not.toMatch(/Invalid|expected|received|Too (small|big)/);
});

test('what cannot be read at all is told once', () => {
  expect(reasonsOf(changed('{ key: brand', '{ key: [brand'))).toHaveLength(1);
  expect(reasonsOf(inSpec('cron:\n        - * 9 * * *'))).toHaveLength(1);
});

test('neither a wrong name nor one that is there twice hides the rest', () => {
  const wrong = `${changed('morning', 'good morning').replace('0 9 * * *', '9')}  evening: { spec: 1, spec: 2, note: 3 }\n`;
  const [name, cron, ...rest] = reasonsOf(wrong);
  expect([name, cron]).toEqual([
    expect.stringContaining('schedules.good morning: Must be 1 to 200 letters'),
    expect.stringContaining('schedules.good morning.spec.cron.0: Must be 5 to 7 fields'),
  ]);
  expect(rest).toEqual([
    expect.stringContaining('schedules.evening.action: Is missing.'),
    expect.stringMatching(/^schedules.yaml:10:23: schedules.evening.spec: This name is here already/),
    expect.stringMatching(/^schedules.yaml:10:23: schedules.evening.spec: Must be fields/),
    expect.stringContaining('schedules.evening.note: Must be a text: put it in quotes.'),
  ]);
});

test('every problem is told at once, in the order of the file', () => {
  const reasons = reasonsOf(changed('name: one', 'nam: one').replace('0 9 * * *', '9').replace('labels', 'lables'));
  expect(reasons.map((line) => Number(line.split(':')[1]))).toEqual([5, 5, 7, 9]);
});

test.each([
  ['a value that is a part of itself', changed("['0 9 * * *']", '&all [*all]'), '7:19: This stands for something'],
  [
    'a name that is there as a number, too',
    `${good}  1: {}\n  '1': {}\n`,
    '11:3: schedules.1: This name is here already',
  ],
  ['a name that objects cannot have', `${good}  __proto__: {}\n`, '10:3: This cannot be a name.'],
  ['half of a character', `${good}    note: "\\ud800"\n`, '10:11: Must be text without'],
  ['a map that is no map', 'owner: x\nschedules: !!omap [a: 1]\n', '2:12: Unresolved tag'],
  ['another version of YAML', '%YAML 1.1\n---\nowner: x\nschedules: !!set {a}\n', '4:12: Unresolved tag'],
])('%s is refused, with its place, rather than left out', (_what, text, expected) => {
  expect(reasonsOf(text)[0]).toContain(`schedules.yaml:${expected}`);
});

test('what many schedules have in common may be written once', () => {
  const others = Array.from({ length: 300 }, (_, n) => `  other-${n}: *morning\n`);
  const text = `${changed('morning:', 'morning: &morning')}${others.join('')}`;
  expect(read(text).schedules.size).toBe(301);
});

test('what would cost too much to read is refused', () => {
  const bomb = [
    'a: &a [x, x]',
    ...'bcdefgh'.split('').map((name, n) => `${name}: &${name} [${`*${'abcdefgh'[n]}, `.repeat(9)}x]`),
  ];
  expect(reasonsOf(bomb.join('\n'))).toEqual([
    expect.stringMatching(/^schedules.yaml:1:1: With all that aliases stand for/),
  ]);
  if (!long) return; // to read so many takes seconds
  const many = Array.from({ length: mostDeclared + 1 }, (_, n) => `  s${n}: 1`);
  const reasons = reasonsOf(`owner: x\nschedules:\n${many.join('\n')}`);
  expect(reasons).toHaveLength(51);
  expect(reasons.at(-1)).toMatch(/^… and \d+ more\.$/);
});
