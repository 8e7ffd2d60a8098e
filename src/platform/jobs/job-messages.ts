/** What the process of a job tells the one that has started it: `ready` first, and one of the last three at the end. */
export type JobMessage =
  | { type: 'ready' }
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

/** The process of a job has ended without a word. */
export class JobCrashed extends Error {}

/** The codes of what no job says itself, as its process was ended. */
export const outOfTime = 'TIMED_OUT';
export const outOfMemory = 'OUT_OF_MEMORY';
