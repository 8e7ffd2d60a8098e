import * as z from 'zod';
import { InvalidInputError, type InputIssue } from '../../errors.ts';
import { issuesOf } from '../parse-input.ts';
import { labelIssues, maxLabels } from '../runs/labels.ts';
import { overlaps, type ScheduleAction, type ScheduleDefinition } from './schedule.ts';
import { scheduleSpec, type ScheduleSpecInput } from './spec.ts';
import type { Startable } from './startables.ts';

/** Names are part of workflow ids, to which the server adds the time. */
const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/,
    'Must be 1 to 200 letters, digits, ".", "_" or "-", the first a letter or digit.',
  );

/** Temporal's own default is a year: a server that was away for a week would make up for all of it at once. */
const usualCatchUpWindow = 600;
/** What the server takes for the shortest and the longest (its own default). */
const catchUpWindow = { least: 10, most: 365 * 24 * 3600 };

const choices = z.object({
  spec: scheduleSpec,
  overlap: z.enum(overlaps).default('SKIP'),
  catchUpWindow: z.int().min(catchUpWindow.least).max(catchUpWindow.most).default(usualCatchUpWindow),
  pauseOnFailure: z.boolean().default(false),
  remainingActions: z.int().min(1).max(1_000_000).nullable().default(null),
  paused: z.boolean().default(false),
  note: z.string().max(1000).default(''),
  labels: z
    .array(z.object({ key: z.string(), value: z.string() }))
    .max(maxLabels)
    .default([]),
});

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
}

/** What is to be different; what is left out stays. */
export type ScheduleChanges = Partial<Omit<ScheduleRequest, 'name'>>;

/** Throws InvalidInputError. */
export function definitionOf(request: ScheduleRequest): ScheduleDefinition {
  const named = name.safeParse(request.name);
  const nameIssues = issuesOf(named.error).map(({ message }) => ({ path: ['name'], message }));
  const parsed = choices.safeParse(request);
  const issues = [...nameIssues, ...issuesOf(parsed.error), ...actionIssues(request.action), ...markIssues(request)];
  if (!parsed.success || issues.length > 0) throw new InvalidInputError(issues);
  return { ...parsed.data, action: toAction(request.action) };
}

/** What of a definition is to be different. Throws InvalidInputError. */
export function changesOf({ action, ...changes }: ScheduleChanges): Partial<ScheduleDefinition> {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const parsed = choices.partial().safeParse(given);
  const issues = [...issuesOf(parsed.error), ...(action ? actionIssues(action) : []), ...markIssues(changes)];
  if (!parsed.success || issues.length > 0) throw new InvalidInputError(issues);
  // Parsing fills in what was left out, which is to stay as it is.
  const chosen = Object.fromEntries(Object.entries(parsed.data).filter(([key]) => key in given));
  return { ...chosen, ...(action && { action: toAction(action) }) };
}

const toAction = ({ startable, input }: ActionRequest): ScheduleAction => ({
  workflow: startable.name,
  taskQueue: startable.taskQueue,
  input,
});

const actionIssues = ({ startable, input }: ActionRequest): InputIssue[] =>
  issuesOf(startable.input.safeParse(input).error).map(({ path, message }) => ({
    path: ['action', startable.name, ...path],
    message,
  }));

const markIssues = ({ labels }: Pick<ScheduleChanges, 'labels'>): InputIssue[] =>
  (labels ?? []).flatMap((label, index) => labelIssues(label, ['labels', String(index)]));
