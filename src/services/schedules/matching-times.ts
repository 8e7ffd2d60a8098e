import type { Temporal } from '../../platform/temporal.ts';
import { timestamp } from '../runs/timestamp.ts';
import { toTimestamp } from './time.ts';

/** What the server answers at once. */
const longestAnswer = 1000;

/**
 * When a schedule is due from a moment to another, jitter included, and whether that is all: up to `most` are asked for.
 * Both moments are included.
 */
export async function matchingTimes(
  { service, namespace, call }: Temporal,
  scheduleId: string,
  { from, to, most }: { from: Date; to: Date; most: number },
): Promise<{ times: Date[]; complete: boolean }> {
  const times: Date[] = [];
  // The server knows whole seconds, and leaves out the moment itself.
  let begin = new Date((Math.ceil(from.getTime() / 1000) - 1) * 1000);
  while (times.length <= most) {
    const request = { namespace, scheduleId, startTime: toTimestamp(begin), endTime: toTimestamp(to) };
    const { startTime } = await call(() => service.listScheduleMatchingTimes(request));
    const found = (startTime ?? []).flatMap((time) => timestamp(time) ?? []);
    times.push(...found);
    if (found.length < longestAnswer) return { times: times.slice(0, most), complete: times.length <= most };
    begin = found.at(-1)!;
  }
  return { times: times.slice(0, most), complete: false };
}
