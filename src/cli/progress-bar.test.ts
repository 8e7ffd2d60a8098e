import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createProgressBar, formatProgress } from './progress-bar.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a line shows how far, how long, and what', () => {
  expect(formatProgress({ percent: 50, step: 'enhance', message: 'tile 3 of 6' }, 1.25)).toBe(
    '████████████░░░░░░░░░░░░   50%    1.3 s  enhance: tile 3 of 6',
  );
  expect(formatProgress({ percent: null, step: null, message: null }, 0)).toBe(
    '░░░░░░░░░░░░░░░░░░░░░░░░    --    0.0 s',
  );
});

test('99.9 % is not done, and nothing leaves the bar', () => {
  expect(formatProgress({ percent: 99.9, step: 'store', message: null }, 10)).toContain(' 99%');
  expect(formatProgress({ percent: 140, step: null, message: null }, 10)).toMatch(/^█{24} /);
});

test('a long message is cut, so that the line can be rewritten in place', () => {
  const line = formatProgress({ percent: 1, step: 'enhance', message: 'x'.repeat(200) }, 1, 60);
  expect(line).toHaveLength(59);
  expect(line.endsWith('…')).toBe(true);
});

test('off a terminal there is a line for each step and each ten percent', () => {
  const written: string[] = [];
  const bar = createProgressBar({ write: (text: string) => written.push(text) });
  for (let percent = 0; percent <= 100; percent++) {
    bar.update({ percent, step: percent < 45 ? 'inspect' : 'enhance', message: null });
  }
  bar.end();
  const percents = written.map((line) => /(\d+)%/.exec(line)?.[1]);
  expect(percents).toEqual(['0', '10', '20', '30', '40', '45', '50', '60', '70', '80', '90', '100']);
});

test('off a terminal, what it waits for has a line too', () => {
  const written: string[] = [];
  const bar = createProgressBar({ write: (text: string) => written.push(text) });
  const state = { percent: 0, step: 'inspect', message: 'idle' };
  for (const waiting of [null, 'no worker', 'no worker', null]) bar.update({ ...state, waiting });
  bar.end();
  expect(written.map((line) => line.trim().split('inspect: ')[1])).toEqual(['idle', 'no worker', 'idle']);
});

test('what a worker says cannot write to the terminal', () => {
  const line = formatProgress({ percent: 1, step: 'a', message: '\u001b[2J\nb' }, 1);
  expect(line).toMatch(/ a: \?\[2J\?b$/);
});

test('on a terminal one line is rewritten, and its seconds move on their own', () => {
  const written: string[] = [];
  const stream = { isTTY: true, columns: 0, write: (text: string) => written.push(text) };
  const bar = createProgressBar(stream, () => Date.now());
  bar.update({ percent: 10, step: 'enhance', message: null });
  vi.advanceTimersByTime(2000);
  bar.end();
  const drawn = written.length;
  vi.advanceTimersByTime(2000);
  expect(written, 'nothing is drawn after the end').toHaveLength(drawn);
  expect(written.every((text) => text.startsWith('\r\u001B[2K'))).toBe(true);
  expect(written.filter((text) => text.endsWith('\n'))).toEqual([expect.stringContaining('2.0 s  enhance\n')]);
});
