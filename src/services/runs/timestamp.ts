type Timestamp = { seconds?: unknown; nanos?: number | null } | null | undefined;

/** A protobuf timestamp as a date. */
export const timestamp = (time: Timestamp) =>
  time ? new Date(Number(time.seconds ?? 0) * 1000 + (time.nanos ?? 0) / 1e6) : null;
