import { DomainError } from '../../../errors.ts';

/** Something in a file that is wrong. */
export interface FileProblem {
  line: number;
  column: number;
  /** The way to the field, such as `schedules.morning.spec.cron.0`; empty for the file itself. */
  field: string;
  message: string;
}

/** A log or a terminal is not told of more. */
export const mostTold = 50;

/** A file of schedules that cannot be applied: nothing was changed. Its message has a line for each problem. */
export class SchedulesFileError extends DomainError {
  readonly problems: readonly FileProblem[];

  constructor(file: string, problems: readonly FileProblem[], total = problems.length) {
    const sorted = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
    const told = sorted.slice(0, mostTold).map(({ line, column, field, message }) => {
      return `${file}:${line}:${column}: ${field ? `${field}: ` : ''}${message}`;
    });
    const more = total - told.length;
    super('SCHEDULES_FILE', [...told, ...(more > 0 ? [`… and ${more} more.`] : [])].join('\n'));
    this.problems = sorted.slice(0, mostTold);
  }
}
