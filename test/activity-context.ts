import { createLog } from '../src/platform/log.ts';
import type { ActivityContext, Report } from '../workers/kit/activity.ts';

/** What an activity is handed when a test calls it without a worker; `given` replaces parts of it. */
export function activityContext(given: Pick<ActivityContext, 'workKey'> & Partial<ActivityContext>) {
  /** What it has reported. */
  const reports: Report[] = [];
  const context: ActivityContext = {
    report: (report) => void reports.push(report),
    checkpoint: undefined,
    signal: new AbortController().signal,
    fail(code, message) {
      throw Object.assign(new Error(message), { code });
    },
    attempt: 1,
    log: createLog('silent'),
    ...given,
  };
  return { context, reports };
}
