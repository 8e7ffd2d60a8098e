import type * as z from 'zod';
import { momentProblem } from './moment.ts';

/** What is wrong with a value and what to do, for people; undefined where zod's own words have to do. */
export function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue);
    case 'invalid_value':
      return oneOf(issue.values.map(String), issue.input);
    case 'too_small':
      return `Must ${boundOf(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum)}.`;
    case 'too_big':
      return `Must ${boundOf(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum)}.`;
    case 'not_multiple_of':
      return `Must be a multiple of ${issue.divisor}.`;
    case 'unrecognized_keys':
      return `Has no ${issue.keys.length > 1 ? 'fields' : 'field'} ${issue.keys.join(', ')}.`;
    default:
      return undefined;
  }
}

/** For a type whose example tells more than its name. */
export const insteadOf = (message: string) => (issue: z.core.$ZodRawIssue) =>
  issue.code === 'invalid_type' && issue.input != null ? message : undefined;

function wrongType({ expected, input }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidType>): string | undefined {
  if (input === undefined) return 'Is missing.';
  if (input === null) return 'Says nothing: give a value, or leave the field out.';
  switch (expected) {
    case 'boolean':
      return 'Must be true or false, without quotes.';
    case 'number':
      return 'Must be a number, without quotes.';
    case 'int':
      return 'Must be a whole number.';
    case 'string':
      return typeof input === 'object' ? 'Must be a text.' : 'Must be a text: put it in quotes.';
    case 'array':
      return `Must be a list${exampleOf(input)}.`;
    case 'date':
      return momentProblem(input);
    case 'object':
    case 'record':
      return `Must be fields with their values, such as { name: value }${Array.isArray(input) ? ', not a list' : ''}.`;
    default:
      return undefined;
  }
}

const longestExample = 60;

/** The same in a list, which most often is what was meant. */
function exampleOf(input: unknown): string {
  if (typeof input === 'number') return `: [${input}]`;
  return typeof input === 'string' && input.length <= longestExample ? `: ['${input}']` : '';
}

function oneOf(values: readonly string[], input: unknown): string {
  const meant = values.find((value) => value.toLowerCase() === String(input).toLowerCase());
  return `Must be ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}.${meant ? ` Did you mean ${meant}?` : ''}`;
}

function boundOf(origin: string, bound: string, limit: number | bigint): string {
  const units: Record<string, string> = { string: 'character', array: 'item' };
  const unit = units[origin];
  return unit ? `have ${bound} ${limit} ${unit}${limit === 1 ? '' : 's'}` : `be ${bound} ${limit}`;
}
