import { createLog } from '../src/platform/log.ts';
import type { ActivityContext, Report } from '../workers/kit/activity.ts';

const noModel = () => Promise.reject(new Error('No model is to be called here.'));

/** What an activity is handed when a test calls it without a worker; `given` replaces parts of it. */
export function activityContext(given: Pick<ActivityContext, 'workKey'> & Partial<ActivityContext>) {
  /** What it has reported. */
  const reports: Report[] = [];
  const context: ActivityContext = {
    report: (report) => void reports.push(report),
    preview: () => undefined,
    checkpoint: undefined,
    signal: new AbortController().signal,
    fail(code, message) {
      throw Object.assign(new Error(message), { code });
    },
    ai: { generate: noModel, image: noModel, embed: noModel, moderate: noModel },
    run: { first: 'run', workflowId: 'workflow', workflow: 'test' },
    attempt: 1,
    log: createLog('silent'),
    ...given,
  };
  return { context, reports };
}
