import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import type { Bus } from '../../../src/platform/bus/bus.ts';
import type { Log } from '../../../src/platform/log.ts';
import type { Storage } from '../../../src/platform/storage.ts';
import type { Report } from '../activity.ts';
import type { AiTools } from '../ai/tools.ts';
import { toActivityFailure } from './failure.ts';
import { beatInterval, countActivity } from './beat-interval.ts';
import { conflate } from './conflate.ts';
import { milliseconds, type Duration } from '../duration.ts';
import { heartbeatDetails, progressTopic, type HeartbeatDetails, type ProgressMessage } from '../wire/heartbeat.ts';
import type { Preview } from '../wire/preview.ts';
import { currentRequest, firstRunId } from './run-identity.ts';
import { writable } from './writable.ts';

/** Reports reach the bus and Temporal at most this often per activity. */
const reportIntervalMs = 100;
/** Without news the kit still beats, as a sign of life, this many times within the heartbeat timeout. */
const beatsPerTimeout = 3;

/** What activities need from the process they run in. */
export interface Runtime {
  bus: Bus;
  log: Log;
  storage: Storage;
  ai: AiTools;
}
/** One attempt at an activity: its heartbeats, its messages on the bus, and what its failure becomes. */
export function openAttempt(type: string, heartbeat: Duration, { bus, log: processLog }: Runtime) {
  const context = Context.current();
  const { info } = context;
  const { workflowId } = info.workflowExecution!;
  const requestId = currentRequest();
  const log = processLog.child({
    activity: type,
    runId: firstRunId(),
    workflowId,
    attempt: info.attempt,
    ...(requestId !== undefined && { requestId }),
  });
  const previous: HeartbeatDetails = heartbeatDetails.safeParse(info.heartbeatDetails).data ?? {};
  const state: HeartbeatDetails = { checkpoint: previous.checkpoint, failures: previous.failures, at: Date.now() };
  const topic = progressTopic(firstRunId());
  const longestRest = milliseconds(heartbeat) / beatsPerTimeout;
  const beats = conflate(
    () => (bus.carries ? beatInterval(reportIntervalMs, longestRest) : reportIntervalMs),
    () => context.heartbeat(state),
  );
  let news: Report & { preview?: Preview } = {};
  const refused = new Set<string>();
  const refuse = (field: string, error: unknown) => {
    if (refused.has(field)) return;
    refused.add(field);
    log.warn({ err: error, field }, 'a report has a field that cannot be written as JSON; it is left out');
  };
  const reports = conflate(reportIntervalMs, () => {
    // Temporal cancels an activity that beats with what it cannot write down.
    const { checkpoint, ...progress } = writable(news, refuse);
    news = {};
    if (checkpoint !== undefined) state.checkpoint = checkpoint;
    state.progress = { ...state.progress, ...progress };
    const at = Date.now();
    state.at = at;
    beats.push();
    const { activityId, attempt } = info;
    const { runId } = info.workflowExecution!;
    bus.publish(topic, `${runId} ${activityId}`, {
      runId,
      activityId,
      attempt,
      at,
      progress: state.progress,
    } satisfies ProgressMessage);
  });
  const alive = setInterval(() => context.heartbeat(state), longestRest);
  const ended = countActivity();
  context.heartbeat(state); // at once, so that what an earlier attempt reported survives a crash of this one

  return {
    previous,
    context: {
      log,
      run: {
        first: firstRunId(),
        workflowId,
        workflow: info.workflowType!,
      },
      attempt: info.attempt,
      signal: context.cancellationSignal,
      report(report: Report) {
        const { checkpoint = news.checkpoint, ...progress } = report;
        news = { ...news, ...progress, checkpoint };
        reports.push();
      },
      fail(code: string, message: string): never {
        throw ApplicationFailure.create({ type: code, message, nonRetryable: true });
      },
    },
    /** Reports a preview, which stays until the next one. */
    show(preview: Preview) {
      news = { ...news, preview };
      reports.push();
    },
    close() {
      clearInterval(alive);
      reports.flush();
      beats.flush();
      ended();
    },
    /** What Temporal is told. Only here are failures counted, and only those the activity itself reported. */
    async fail(error: unknown, allowed: number): Promise<unknown> {
      if (context.cancellationSignal.aborted) {
        return context.cancelled.catch((reason: unknown) => (reason instanceof CancelledFailure ? reason : error));
      }
      state.failures = (previous.failures ?? 0) + 1;
      context.heartbeat(state); // the last heartbeat travels with the failure and brings the count to the next attempt
      return toActivityFailure(error, { log, attempts: info.attempt, final: state.failures >= allowed });
    },
  };
}
export type Attempt = ReturnType<typeof openAttempt>;
