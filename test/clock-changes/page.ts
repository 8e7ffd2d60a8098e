import { format, resolveConfig } from 'prettier';
import { localTime } from '../../src/services/schedules/preview/clock-changes.ts';
import type { Answer } from './answers.ts';
import { factsOf, type Fact } from './facts.ts';
import { nights, type Night } from './nights.ts';

export const pageFile = new URL('../../docs/CLOCK-CHANGES.md', import.meta.url);

const introduction = `# Schedules and clock changes

<!-- Made by \`npm run docs:clock-changes\`, which asks the server. Do not edit. -->

Twice a year a clock change takes times away, or lets the clock show them twice. Cron expressions and calendars go by the
clock on the wall, so on such a night the server lets times pass, moves them or runs them twice. Below is what it does, told by
the server itself. \`previewSchedule\` warns of the same for every schedule, long before.

To be on the safe side:

- Keep schedules away from the hours between 23:00 and 04:00 of the place they are for.
- Where the distance between two runs counts and not what the clock shows, use an interval: it goes on through every change.
- A schedule in UTC knows no clock changes, and is an hour early or late by the clock on the wall for half of the year.
`;

/** The page about clock changes, with what the server says of every night and pattern. */
export async function clockChangesPage(answers: readonly Answer[]): Promise<string> {
  const sections = nights.map((night) => {
    const rows = answers.filter((answer) => answer.night === night).map(rowOf);
    return `${headingOf(night)}\n\n| schedule | what happens | runs around the change |\n|-|-|-|\n${rows.join('\n')}`;
  });
  const options = await resolveConfig(pageFile);
  return format(`${introduction}\n${sections.join('\n\n')}\n`, { ...options, parser: 'markdown' });
}

function rowOf({ night, pattern, runs }: Answer): string {
  const shown = runs.filter((at) => Math.abs(+at - +night.change.at) <= shownMs);
  const list = shown.map((at) => momentText(at, night)).join(', ');
  const what = pattern.due ? textOf(factsOf(night, pattern, runs), night) : throughout;
  return `| ${pattern.what} | ${what} | ${list || 'none'} |`;
}

const throughout = 'Goes on, whatever the clock shows.';
const shownMs = 90 * 60_000;

function headingOf({ place, change: { at, before, after } }: Night): string {
  const day = before.subtract({ seconds: 1 }).toLocaleString('en-GB', { dateStyle: 'long' });
  return `## ${place}, ${day}: at ${clockText(before)} the clock is set to ${clockText(after)} (${utcText(at)})`;
}

const clockText = (clock: { toString(): string }) => clock.toString().slice(11, 16);
const utcText = (at: Date) => `${at.toISOString().slice(11, 16)}Z`;
const momentText = (at: Date, { timeZone }: Night) => `${localTime(at, timeZone).slice(11, 16)} (${utcText(at)})`;

/** What happened, in words: times with the same fate together. */
function textOf(facts: readonly Fact[], night: Night): string {
  const fates = facts.map((fact) => ({ time: fact.local.slice(11, 16), fate: fateOf(fact, night) }));
  const sentences = [...new Set(fates.map(({ fate }) => fate))].map((fate) => {
    const same = fates.filter((one) => one.fate === fate).map(({ time }) => time);
    return `${same.join(', ')}: ${fate}.`;
  });
  return sentences.join(' ') || 'Every time has its run.';
}

function fateOf({ effect, local, runs }: Fact, { timeZone, change: { at, before, after } }: Night): string {
  const isForward = before.until(after).sign > 0;
  const [begin, end] = (isForward ? [before, after] : [after, before]).map((clock) => clock.toString()) as [
    string,
    string,
  ];
  if (local < begin || local >= end) return 'not run, although the clock shows it once as ever';
  if (effect === 'MOVED') return `not on the clock, run at ${localTime(runs[0]!, timeZone).slice(11, 16)} instead`;
  if (isForward) return 'not on the clock, not run';
  if (effect === 'SKIPPED') return 'on the clock twice, not run';
  if (effect === 'TWICE') return 'on the clock twice, run twice';
  return `on the clock twice, run once, the ${+runs[0]! < +at ? 'first' : 'second'} time`;
}
