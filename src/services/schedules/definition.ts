import * as z from 'zod';
import { InvalidInputError, type InputIssue } from '../../errors.ts';
import { insteadOf } from '../input-words.ts';
import { check, issuesOf, parseInput } from '../parse-input.ts';
import { encodeLabel } from '../../../workers/kit/wire/label.ts';
import { labelIssues, maxLabels } from '../runs/labels.ts';
import {
  overlaps,
  ownLabels,
  throwawayPrefix,
  type Declared,
  type ScheduleAction,
  type ScheduleDefinition,
} from './schedule.ts';
import { scheduleSpec, type ScheduleSpecInput } from './spec.ts';
import type { Startable } from './startables.ts';
import { textsOf } from '../texts.ts';

/** Names are part of workflow ids, to which the server adds the time. */
export const scheduleName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/,
    'Must be 1 to 200 letters, digits, ".", "_" or "-", the first a letter or digit.',
  )
  .refine((name) => !name.startsWith(throwawayPrefix), {
    error: `Names that begin with "${throwawayPrefix}" are the program's own.`,
  });

/** Temporal's own default is a year: a server that was away for a week would make up for all of it at once. */
const usualCatchUpWindow = 600;
/** What the server takes for the shortest and the longest (its own default). */
const catchUpWindow = { least: 10, most: 365 * 24 * 3600 };

/** The server counts bytes. */
const longestNote = 1000;
const note = z
  .string()
  .max(longestNote, { abort: true })
  .refine((text) => Buffer.byteLength(text) <= longestNote, { error: `Must not be longer than ${longestNote} bytes.` });

/** Throws InvalidInputError for what is no note. */
export const assertNote = (text: string) => void parseInput(z.object({ note }), { note: text });

/** What people choose of a schedule, besides its name and what it starts. */
export const choices = z.object({
  spec: scheduleSpec.describe('When it is due.'),
  overlap: z.enum(overlaps).default('SKIP').describe('What happens when it is time and an earlier run still goes on.'),
  catchUpWindow: z
    .int()
    .min(catchUpWindow.least)
    .max(catchUpWindow.most)
    .default(usualCatchUpWindow)
    .describe('Seconds: what was due while Temporal was away is done if it is not longer ago than this.'),
  pauseOnFailure: z.boolean().default(false).describe('Whether it is paused when a run fails or times out.'),
  remainingActions: z
    .int()
    .min(1)
    .max(1_000_000)
    .nullable()
    .default(null)
    .describe('How many runs it starts by itself.'),
  paused: z.boolean().default(false).describe('Whether it begins paused.'),
  note: note.default('').describe('Whatever people have to say of it, up to 1,000 bytes.'),
  labels: z
    .array(z.object({ key: z.string().describe('What it says.'), value: z.string().describe('Which one.') }), {
      error: insteadOf('Must be a list such as [{ key: brand, value: south }].'),
    })
    .max(maxLabels)
    .default([])
    .describe('Marks to find it by, at most 20 and 1,500 bytes in all; its runs have them too.'),
});

/** What each of these is, for people. */
export const choiceTexts = textsOf(choices.shape);

/** What a schedule is to start, and its input. */
export interface ActionRequest {
  startable: Startable;
  input: unknown;
}

/** A schedule to make. */
export interface ScheduleRequest extends Partial<Omit<z.input<typeof choices>, 'spec'>> {
  name: string;
  action: ActionRequest;
  spec: ScheduleSpecInput;
  /** Only for what a file declares. */
  declared?: Declared;
}

/** What is to be different; what is left out stays. */
export type ScheduleChanges = Partial<Omit<ScheduleRequest, 'name'>>;

/** Throws InvalidInputError. */
export function definitionOf(request: ScheduleRequest): ScheduleDefinition {
  const named = check(scheduleName, request.name);
  const nameIssues = issuesOf(named.error).map(({ message }) => ({ path: ['name'], message }));
  const parsed = check(choices, request);
  const issues = [
    ...nameIssues,
    ...issuesOf(parsed.error),
    ...actionIssues(request.action),
    ...allLabelsIssues(request),
  ];
  if (!parsed.success || issues.length > 0) throw new InvalidInputError(issues);
  return { ...parsed.data, action: toAction(request.action), declared: request.declared ?? null };
}

/** What of a definition is to be different. Throws InvalidInputError. */
export function changesOf({ action, declared, ...changes }: ScheduleChanges): Partial<ScheduleDefinition> {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const parsed = check(choices.partial(), given);
  const issues = [...issuesOf(parsed.error), ...(action ? actionIssues(action) : []), ...allLabelsIssues(changes)];
  if (!parsed.success || issues.length > 0) throw new InvalidInputError(issues);
  // Parsing fills in what was left out, which is to stay as it is.
  const chosen = Object.fromEntries(Object.entries(parsed.data).filter(([key]) => key in given));
  return { ...chosen, ...(action && { action: toAction(action) }), ...(declared && { declared }) };
}

const toAction = ({ startable, input }: ActionRequest): ScheduleAction => ({
  workflow: startable.name,
  taskQueue: startable.taskQueue,
  input,
});

const actionIssues = ({ startable, input }: ActionRequest): InputIssue[] =>
  issuesOf(check(startable.input, input).error).map(({ path, message }) => ({
    path: ['action', startable.name, ...path],
    message,
  }));

/** Bytes: the server takes 2,048 (its default), and our own labels are among them. */
const longestLabels = 1500;

/** What is wrong with labels that no type can tell. */
export function allLabelsIssues({ labels = [] }: Pick<ScheduleChanges, 'labels'>): InputIssue[] {
  const tooLong = Buffer.byteLength(JSON.stringify(labels.map(encodeLabel))) > longestLabels;
  return [
    ...labels.flatMap((label, index) => {
      const path = ['labels', String(index)];
      const ours = { path: [...path, 'key'], message: `Keys that begin with "${ownLabels}" are the program's own.` };
      return [...labelIssues(label, path), ...(label.key.startsWith(ownLabels) ? [ours] : [])];
    }),
    ...(tooLong ? [{ path: ['labels'], message: `Must not be longer than ${longestLabels} bytes in all.` }] : []),
  ];
}
