import { askText } from '../api/ask.ts';
import type { Fields } from '../forms/fields.ts';

type ScheduleOutcome =
  | { __typename: 'Schedule'; id: string }
  | { __typename: 'InvalidInputError'; message: string; issues: { path: string[]; message: string }[] }
  | { __typename: 'ScheduleAlreadyExistsError' | 'ScheduleConflictError' | 'ScheduleNotFoundError'; message: string };

const selection = `__typename
    ... on Schedule { id }
    ... on Error { code message }
    ... on InvalidInputError { issues { path message } }`;

/** Makes a schedule. What it starts is known from the schema only, so this is not among the operations that have types. */
export const createSchedule = async (input: Fields) =>
  (
    await askText<{ made: ScheduleOutcome }>(
      `mutation CreateSchedule($input: CreateScheduleInput!) {
  made: createSchedule(input: $input) {
    ${selection}
  }
}`,
      { input },
    )
  ).made;

/** Changes one, unless somebody was quicker. */
export const updateSchedule = async (schedule: { id: string; revision: string }, input: Fields) =>
  (
    await askText<{ made: ScheduleOutcome }>(
      `mutation UpdateSchedule($id: ID!, $revision: String!, $input: UpdateScheduleInput!) {
  made: updateSchedule(id: $id, expectedRevision: $revision, input: $input) {
    ${selection}
  }
}`,
      { id: schedule.id, revision: schedule.revision, input },
    )
  ).made;
