import type { temporal as protocol } from '@temporalio/proto';
import type { Log } from '../../platform/log.ts';
import { sleep } from '../../platform/sleep.ts';
import { isExhausted, type Temporal } from '../../platform/temporal.ts';
import { newExecutionOf } from '../runs/history.ts';
import type { RunKey } from '../runs/run-id.ts';
import { createPace } from './pace.ts';
import type { Slots } from '../../platform/slots.ts';

type Page = protocol.api.workflowservice.v1.IGetWorkflowExecutionHistoryResponse;

/** The server answers a parked poll after 20 s at the latest. */
const longPollMs = 70_000;
/** How long a run goes without a poll after the server has refused one. */
const refusedMs = 10_000;

export interface ParkedPoll {
  parked(): boolean;
  at(runId: string): void;
  close(): void;
}

interface PollTools {
  temporal: Temporal;
  log: Log;
  slots: Slots;
  onRefusal(error: unknown): void;
}

/** Waits at the end of one run's history, once a slot is free, and follows the run into executions that its events name. */
export function parkHistoryPoll({ temporal, log, slots, onRefusal }: PollTools, key: RunKey, onEvents: () => void) {
  const { namespace, service } = temporal;
  const stop = new AbortController();
  const { signal } = stop;
  const rest = createPace(false, signal);
  let newest: string | undefined;
  let ended: string | undefined;
  let parked = false;
  let wake: (() => void) | undefined;

  async function follow(): Promise<void> {
    while (!signal.aborted) {
      if (newest === undefined || !isNewest(newest)) {
        await new Promise<void>((resolve) => (wake = resolve));
        continue;
      }
      const giveBack = await slots.take(signal);
      if (!giveBack) return;
      const refused = await park(newest).finally(() => {
        parked = false;
        giveBack();
      });
      if (refused) await sleep(refusedMs, signal);
    }
  }

  /** Polls one execution until it has ended. True when the server refuses to be polled. */
  async function park(runId: string): Promise<boolean> {
    let nextPageToken: Page['nextPageToken'];
    while (isNewest(runId)) {
      const execution = { workflowId: key.workflowId, runId };
      try {
        parked = true;
        const page = await temporal.call(
          () => service.getWorkflowExecutionHistory({ namespace, execution, nextPageToken, waitNewEvent: true }),
          { deadlineMs: longPollMs, signal, once: true },
        );
        nextPageToken = page.nextPageToken;
        if (!nextPageToken?.length) end(runId, page);
        if (page.history?.events?.length) onEvents();
      } catch (error) {
        parked = false;
        if (signal.aborted) return false;
        if (isExhausted(error)) return (onRefusal(error), true);
        log.debug({ err: error, runId: key.first }, 'history poll failed');
        await rest.next(false);
      }
    }
    return false;
  }

  const isNewest = (runId: string) => runId === newest && runId !== ended;

  const end = (runId: string, { history }: Page) => {
    ended = runId;
    const last = history?.events?.at(-1);
    newest = (last && newExecutionOf(last)) ?? newest;
  };

  void follow();

  return {
    /** Whether what happens is told at once. */
    parked: () => parked,
    at(runId: string) {
      // Who has just read the execution before the last one knows less than its end has said.
      if (runId === newest || runId === ended) return;
      newest = runId;
      wake?.();
    },
    close() {
      stop.abort();
      wake?.();
    },
  } satisfies ParkedPoll;
}
