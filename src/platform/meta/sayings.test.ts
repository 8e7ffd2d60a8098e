import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sayings } from './sayings.ts';

const entries = sayings.flatMap(({ codes, ...saying }) => codes.map((code) => ({ ...code, ...saying })));
const nameOf = ({ code, to, subcode }: (typeof entries)[number]) =>
  subcode === undefined ? `${code}${to ? `-${to}` : ''}` : `${code}/${subcode}`;

test('each code is said once', () => {
  const names = entries.map(nameOf);
  expect(names).toEqual([...new Set(names)]);
});

test('each subcode of Instagram has one meaning, as it is looked up without its code where that is another', () => {
  const own = entries.flatMap(({ subcode }) =>
    subcode && subcode >= 2_207_000 && subcode < 2_208_000 ? [subcode] : [],
  );
  expect(own).toEqual([...new Set(own)]);
});

const waiting = (ms: number | null) => {
  if (ms === null) return 'no';
  return ms < 60_000 ? `${ms / 1000} s` : ms < 3_600_000 ? `${ms / 60_000} min` : `${ms / 3_600_000} h`;
};
const acted = { NO: 'no', YES: 'yes', UNKNOWN: 'nobody knows' };

test('docs/FEED.md has what is said here', () => {
  const rows = entries.map((entry) => [
    `\`${nameOf(entry)}\``,
    entry.means,
    entry.kind,
    acted[entry.acted],
    waiting(entry.waitMs),
    entry.todo,
    entry.source,
  ]);
  const docs = readFileSync(new URL('../../../docs/FEED.md', import.meta.url), 'utf8');
  const section = docs.split('\n## ').find((part) => part.startsWith('What Meta says')) ?? '';
  const written = section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
  expect(written.filter(([code]) => /^`-?\d/.test(code!))).toEqual(rows);
});
