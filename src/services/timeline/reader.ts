import type { temporal as protocol } from '@temporalio/proto';
import { RunNotFoundError } from '../../errors.ts';
import { isNotFound } from '../../platform/temporal.ts';
import { nextExecution, oldestRemembered } from '../runs/chain.ts';
import { describe } from '../runs/head.ts';
import { encodeRunId, type RunKey } from '../runs/run-id.ts';
import { timestamp } from '../runs/timestamp.ts';
import { createChapter, type Chapter } from './chapter.ts';
import { notACursor, type Place } from './cursor.ts';
import type { TimelineEntry, TimelineGap } from './entry.ts';
import type { StoryTools } from './story.ts';
import type { HistoryEvent } from '../runs/execution.ts';

type Page = protocol.api.workflowservice.v1.IGetWorkflowExecutionHistoryResponse;

/**
 * Milliseconds. Who waits for new events is answered a second before its deadline, so with this one at once: unlike a
 * plain read, it says where to go on reading when there is more.
 */
const promptMs = 1000;
/** For a server that is further away than that; it may then take a second and a half when there is nothing new. */
const patientMs = 2500;
/** About so many events. */
const pageSize = 500;

export interface Reading {
  entries: TimelineEntry[];
  /** More is there; or nothing yet, in the execution that was read last; or nothing any more. */
  and: 'MORE' | 'LATER' | 'END';
}

/**
 * Reads the log of a run page by page, from behind a place in it: an execution's history from its start, as later events
 * refer to earlier ones, then the execution that took over. What fails can be read again: nothing is skipped or told twice.
 */
export function createReader(tools: StoryTools, key: RunKey, after: Place | null, live: boolean) {
  const { temporal } = tools;
  const { namespace, service } = temporal;
  const { workflowId } = key;
  let chapter = createChapter(tools, key, after ?? { runId: key.first, eventId: 0 });
  let token: Page['nextPageToken'];
  let deadlineMs = promptMs;

  /** Null when the execution is forgotten. */
  async function fetchPage(signal?: AbortSignal): Promise<Page | null> {
    const execution = { workflowId, runId: chapter.runId };
    const request = { namespace, execution, nextPageToken: token, waitNewEvent: live, maximumPageSize: pageSize };
    try {
      const options = live ? { deadlineMs, signal } : { signal };
      const page = await temporal.call(() => service.getWorkflowExecutionHistory(request), options);
      deadlineMs = promptMs;
      return page;
    } catch (error) {
      if (isNotFound(error)) return null;
      deadlineMs = patientMs;
      throw error;
    }
  }

  /** Goes on with the oldest execution that is remembered. */
  async function jump(): Promise<Reading> {
    const runId = await oldestRemembered(temporal, key);
    if (runId === null) throw new RunNotFoundError(encodeRunId(key));
    if (runId === key.first) throw notACursor(); // nothing is forgotten, so there never was such an execution
    const found = await describe(temporal, workflowId, runId);
    const gap: TimelineGap = {
      type: 'TimelineGap',
      place: { runId, eventId: 0 },
      at: timestamp(found?.workflowExecutionInfo?.startTime) ?? new Date(0),
      message: 'What was before is forgotten: it is older than the retention, or was deleted.',
    };
    turnTo(runId);
    return { entries: [gap], and: 'MORE' };
  }

  const turnTo = (runId: string) => {
    chapter = createChapter(tools, key, { runId, eventId: 0 });
    token = undefined;
  };

  return {
    /** The execution that is being read. */
    current: (): Chapter['runId'] => chapter.runId,
    async read(signal?: AbortSignal): Promise<Reading> {
      const page = await fetchPage(signal);
      if (!page) return jump();
      const events = page.history?.events ?? [];
      const last = events.at(-1);
      const ended = last !== undefined && isEnd(last);
      const next = ended ? await nextExecution(temporal, key, chapter.runId) : null;
      const entries = await chapter.tell(events); // from here on nothing fails
      token = page.nextPageToken?.length ? page.nextPageToken : undefined;
      if (next) turnTo(next);
      if (ended) return { entries, and: next ? 'MORE' : 'END' };
      return { entries, and: token && events.length > 0 ? 'MORE' : 'LATER' };
    },
  };
}

const isEnd = (event: HistoryEvent) =>
  Boolean(
    event.workflowExecutionCompletedEventAttributes ??
    event.workflowExecutionFailedEventAttributes ??
    event.workflowExecutionTimedOutEventAttributes ??
    event.workflowExecutionCanceledEventAttributes ??
    event.workflowExecutionTerminatedEventAttributes ??
    event.workflowExecutionContinuedAsNewEventAttributes,
  );
