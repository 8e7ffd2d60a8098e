import type * as z from 'zod';
import { canonicalJson, sha256 } from '../../../../workers/kit/hash.ts';
import type { InputIssue } from '../../../errors.ts';
import { readYaml, type Place } from '../../../platform/yaml-text.ts';
import type { ScheduleRequest } from '../definition.ts';
import type { ScheduleSpec } from '../spec.ts';
import type { Startable } from '../startables.ts';
import { readMoment } from '../../moment.ts';
import { check } from '../../parse-input.ts';
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

  /** What is wrong with a schedule whose name is wrong already: zod does not look at it then. */
  const behindName = ({ code, path }: z.core.$ZodIssue, value: unknown): z.core.$ZodIssue[] => {
    if (code !== 'invalid_key') return [];
    const named = (value as { schedules: Record<string, unknown> }).schedules[String(path[1])];
    const { issues = [] } = check(type.shape.schedules.valueType, named).error ?? {};
    return issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] }));
  };

  return function readFile(file: string, text: string): DeclaredFile {
    const read = readYaml(text);
    if (!read.yaml) throw new SchedulesFileError(file, read.problems);
    const { value, placeOf } = read.yaml;
    const problemAt = (issue: InputIssue) => toProblem(issue, placeOf);
    if (value == null) throw new SchedulesFileError(file, [problemAt({ path: [], message: nothingSaid })]);
    const dated = withDates(value);
    const parsed = check(type, dated);
    const wrong = (parsed.error?.issues ?? []).flatMap((issue) => [issue, ...behindName(issue, dated)]);
    const issues = [...unknownFields(schema, value), ...wrong.map(toIssue)];
    if (!parsed.success || issues.length + read.problems.length > 0) {
      const problems = issues.slice(0, mostTold * 2).map(problemAt); // to find the place of each of thousands takes long
      throw new SchedulesFileError(file, [...read.problems, ...problems], read.problems.length + issues.length);
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

const nothingSaid = 'The file is empty: say whose it is with `owner`, and which `schedules` there are.';

const toDate = (at: unknown) => readMoment(at) ?? at;
const inSpec = (schedule: unknown) =>
  mapField(schedule, 'spec', (spec) => mapField(mapField(spec, 'startAt', toDate), 'endAt', toDate));

/** YAML has no dates: those of a spec are texts there. What is none stays what it is, and is refused. */
const withDates = (file: unknown): unknown =>
  mapField(file, 'schedules', (all) =>
    isObject(all) ? Object.fromEntries(Object.entries(all).map(([name, one]) => [name, inSpec(one)])) : all,
  );

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const mapField = (value: unknown, field: string, change: (inner: unknown) => unknown): unknown =>
  isObject(value) && Object.hasOwn(value, field) ? { ...value, [field]: change(value[field]) } : value;

/** A name that is wrong has its reason inside. */
const toIssue = (issue: z.core.$ZodIssue): InputIssue => ({
  path: issue.path.map(String),
  message: issue.code === 'invalid_key' ? issue.issues.map(({ message }) => message).join(' ') : issue.message,
});

function toProblem({ path, message }: InputIssue, placeOf: (path: readonly string[]) => Place) {
  return { ...placeOf(path), field: path.join('.'), message };
}
