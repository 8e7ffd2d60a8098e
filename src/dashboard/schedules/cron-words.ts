import cronstrue from 'cronstrue';
import type { ScheduleRowFragment } from '../operations/generated.ts';
import { duration } from '../parts/time.tsx';

/** A cron expression in words; itself where that says nothing. */
export function cronInWords(cron: string): string {
  try {
    return cronstrue.toString(cron.trim(), { use24HourTimeFormat: true, verbose: false });
  } catch {
    return cron;
  }
}

/** When a schedule is due, in words. */
export function specInWords({ spec }: Pick<ScheduleRowFragment, 'spec'>): string {
  const parts = [
    ...spec.cron.map(cronInWords),
    ...spec.intervals.map(({ every }) => `every ${duration(every * 1000)}`),
    ...spec.calendars.map(({ comment }) => comment || 'at times of a calendar'),
  ];
  return parts.length > 0 ? `${parts.join('; ')} (${spec.timeZone})` : 'never by itself';
}
