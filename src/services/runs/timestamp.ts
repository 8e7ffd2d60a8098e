/** A protobuf timestamp or duration; both have these fields. */
type Time = { seconds?: unknown; nanos?: number | null } | null | undefined;

/** A protobuf duration; none is 0. */
export const milliseconds = (time: Time) => Number(time?.seconds ?? 0) * 1000 + (time?.nanos ?? 0) / 1e6;

/** A protobuf timestamp as a date. */
export const timestamp = (time: Time) => (time ? new Date(milliseconds(time)) : null);
