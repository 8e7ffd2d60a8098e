import type { google } from '@temporalio/proto';

type Seconds = google.protobuf.IDuration['seconds'];

/** Of so many whole seconds. The types ask for a Long, and the encoder takes a number as well. */
export const toDuration = (seconds: number): google.protobuf.IDuration => ({ seconds: seconds as unknown as Seconds });

/** Of a date, to the second: a schedule knows nothing finer. */
export const toTimestamp = (date: Date): google.protobuf.ITimestamp => toDuration(Math.floor(date.getTime() / 1000));
