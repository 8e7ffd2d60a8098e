/** What the process of a job tells the one that has started it. The last three are each the last. */
export type JobMessage =
  | { type: 'progress'; progress: JobProgress }
  | { type: 'done'; result: unknown }
  | { type: 'refused'; code: string; message: string }
  | { type: 'failed'; message: string };

export interface JobProgress {
  done?: number;
  total?: number;
  unit?: string;
  message?: string;
}

/** What is wrong with what a job was given: for people, with a code. */
export class JobRefused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The codes of what no job says itself, as its process was ended. */
export const outOfTime = 'TIMED_OUT';
export const outOfMemory = 'OUT_OF_MEMORY';
