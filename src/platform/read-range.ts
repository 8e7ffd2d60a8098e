/** Reads bytes `start` to `end`, both included, or as many as there are. */
export type ReadRange = (range: { start: number; end: number }, signal?: AbortSignal) => Promise<Buffer>;
