/** Reads bytes `start` to `end`, both included, or as many as there are. */
export type ReadRange = (range: { start: number; end: number }, signal?: AbortSignal) => Promise<Buffer>;

/** A stored object that ffmpeg can read: an address of this process, on loopback, that nobody else knows. */
export interface VideoSource {
  address: string;
  bytes: number;
  /** What reading the object has failed with, as ffmpeg only says that it could not read. */
  failure: Error | null;
  close(): Promise<void>;
}

/** Serves an object to the ffmpeg that this process starts, in ranges, until it is closed. */
export function openSource(_read: ReadRange, _bytes: number): Promise<VideoSource> {
  return Promise.reject(new Error('Not written yet.'));
}
