import * as z from 'zod';
import { canonicalJson, sha256 } from '../../../../workers/kit/hash.ts';
import type { InputIssue } from '../../../errors.ts';
import { readYaml, type Place } from '../../../platform/yaml-text.ts';
import type { ScheduleRequest } from '../definition.ts';
import type { ScheduleSpec } from '../spec.ts';
import type { Startable } from '../startables.ts';
import { comparable, type Comparable } from '../comparable.ts';
import { mostTold, SchedulesFileError, type FileProblem } from './file-error.ts';
import { fileSchemaOf, fileTypeOf } from './file-type.ts';
import { unknownFields } from './unknown-fields.ts';

/** A schedule as a file declares it. */
export interface DeclaredSchedule {
  request: ScheduleRequest;
  /** With its defaults. */
  spec: ScheduleSpec;
  /** Whether one that others have made is taken over. */
  adopt: boolean;
  /** What the file says, to be held against what there is. */
  said: Comparable;
}

/** A file whose every line is right, as far as it can be told without asking the server. */
export interface DeclaredFile {
  path: string;
  owner: string;
  schedules: ReadonlyMap<string, DeclaredSchedule>;
  /** Something that is wrong with a schedule after all, where the file says it. */
  problemAt(name: string, issue: InputIssue): FileProblem;
}

/** Reads files of schedules for a deployment that can start these. The reader throws SchedulesFileError. */
export function createFileReader(startables: readonly Startable[]) {
  const type = fileTypeOf(startables);
  const schema = fileSchemaOf(startables);
  const byName = new Map(startables.map((startable) => [startable.name, startable]));

  return function readFile(file: string, text: string): DeclaredFile {
    const read = readYaml(text);
    if ('problems' in read)
      throw new SchedulesFileError(
        file,
        read.problems.map((problem) => ({ ...problem, field: '' })),
      );
    const { value, placeOf } = read.yaml;
    const parsed = type.safeParse(withDates(value), { error: inWords });
    const issues = [...unknownFields(schema, value), ...(parsed.error?.issues ?? []).map(toIssue)];
    const problemAt = (issue: InputIssue) => toProblem(issue, placeOf);
    if (!parsed.success || issues.length > 0) {
      const problems = issues.slice(0, mostTold * 2).map(problemAt); // to find the place of each of thousands takes long
      throw new SchedulesFileError(file, problems, issues.length);
    }

    const { owner, schedules } = parsed.data;
    // The input goes to the workflow as it was written.
    const written = (value as { schedules: Record<string, { action: Record<string, unknown> }> }).schedules;
    const entries = Object.entries(schedules).map(([name, { adopt, action: _parsed, ...choices }]) => {
      const [[workflow, input]] = Object.entries(written[name]!.action) as [[string, unknown]];
      const startable = byName.get(workflow)!;
      const said = comparable({ ...choices, action: { workflow, taskQueue: startable.taskQueue, input } });
      const declared = { owner, applied: sha256(canonicalJson(said)).slice(0, 32) };
      const request: ScheduleRequest = { ...choices, name, action: { startable, input }, declared };
      return [name, { request, spec: choices.spec, adopt, said }] as const;
    });
    return {
      path: file,
      owner,
      schedules: new Map(entries),
      problemAt: (name, { path, message }) => problemAt({ path: ['schedules', name, ...path], message }),
    };
  };
}

const moment = z.iso.datetime({ offset: true });

const dated = (at: unknown) => (moment.safeParse(at).success ? new Date(at as string) : at);
const inSpec = (schedule: unknown) =>
  mapField(schedule, 'spec', (spec) => mapField(mapField(spec, 'startAt', dated), 'endAt', dated));

/** YAML has no dates: those of a spec are texts there. What is none stays what it is, and is refused. */
const withDates = (file: unknown): unknown =>
  mapField(file, 'schedules', (all) =>
    isObject(all) ? Object.fromEntries(Object.entries(all).map(([name, one]) => [name, inSpec(one)])) : all,
  );

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const mapField = (value: unknown, field: string, change: (inner: unknown) => unknown): unknown =>
  isObject(value) && Object.hasOwn(value, field) ? { ...value, [field]: change(value[field]) } : value;

/** Where zod's own words would be about programs. */
function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'invalid_type') return undefined;
  if (issue.input === undefined) return 'Is missing.';
  if (issue.expected === 'date') return 'Must be a moment such as 2026-12-31T23:00:00Z.';
  if (issue.input === null) return 'Says nothing: give a value, or leave the field out.';
  return undefined;
}

/** A name that is wrong has its reason inside. */
const toIssue = (issue: z.core.$ZodIssue): InputIssue => ({
  path: issue.path.map(String),
  message: issue.code === 'invalid_key' ? issue.issues.map(({ message }) => message).join(' ') : issue.message,
});

function toProblem({ path, message }: InputIssue, placeOf: (path: readonly string[]) => Place) {
  return { ...placeOf(path), field: path.join('.'), message };
}
