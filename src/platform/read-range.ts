/** Reads bytes `start` to `end`, both included, or as many as there are: into memory that is given, if it is. */
export type ReadRange = (range: { start: number; end: number }, signal?: AbortSignal, into?: Buffer) => Promise<Buffer>;
