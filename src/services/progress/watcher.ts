import { progressMessage, progressTopic } from '../../../workers/kit/wire/heartbeat.ts';
import type { WorkflowContract } from '../../../workers/kit/contract.ts';
import { RunNotFoundError } from '../../errors.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Log } from '../../platform/log.ts';
import { mayPass } from '../../platform/temporal.ts';
import type { RunSnapshot } from '../runs/snapshot.ts';
import { isClosed } from '../runs/status.ts';
import { encodeRunId, type RunKey } from '../runs/run-id.ts';
import { createEstimate } from './estimate.ts';
import type { HistoryPolls } from './history-polls.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import { withMessage, withoutGoingBack } from './merge.ts';
import { createPace } from './pace.ts';
import type { PastDurations } from './past-durations.ts';

export interface WatcherTools {
  contracts: ReadonlyMap<string, WorkflowContract>;
  bus: Bus;
  polls: HistoryPolls;
  log: Log;
  past: PastDurations;
  read(key: RunKey): Promise<RunSnapshot | null>;
}

interface WatcherCounts {
  /** How old a report was when subscribers got it. */
  heard: (labels: { by: 'bus' | 'temporal' }, seconds: number) => void;
  /** A state that a subscriber was too slow for. */
  dropped: () => void;
}

/**
 * Watches one run for all its subscribers in this process: describe for the state, a parked history poll to know at once
 * when something happened, the bus for what activities say in between. Ends itself after the terminal state.
 */
export function createWatcher(tools: WatcherTools & WatcherCounts, key: RunKey, onIdle: () => void) {
  const { bus, log } = tools;
  const mailboxes = new Set<Mailbox<RunSnapshot>>();
  const stop = new AbortController();
  const history = tools.polls.follow(key, () => pace.hurry());
  const pace = createPace(bus.carries, stop.signal, history.parked);
  const estimate = createEstimate(tools.past, (workflow) => tools.contracts.has(workflow));
  let state: RunSnapshot | undefined;

  /** False when it says nothing new, which only what was asked for can: what is said on the bus was checked already. */
  const publish = (next: RunSnapshot, said = false) => {
    const before = state;
    const merged = withoutGoingBack(tools.contracts.get(next.workflow), before, next);
    const eta = estimate.of(merged);
    // Clients count down by themselves; that there is something to count, or no longer, is news.
    const same = before && (before.progress.etaSeconds === null) === (eta === null);
    if (!said && same && JSON.stringify(withEta(before, null)) === JSON.stringify(merged)) return false;
    const reported = lastReport(merged);
    if (before && reported > lastReport(before)) {
      tools.heard({ by: said ? 'bus' : 'temporal' }, Math.max(0, Date.now() - reported) / 1000);
    }
    state = withEta(merged, eta);
    for (const mailbox of mailboxes) mailbox.put(state);
    return true;
  };
  const end = (error?: unknown) => {
    for (const mailbox of mailboxes) mailbox.end(error);
    leave();
  };
  const leave = () => {
    if (stop.signal.aborted) return;
    stop.abort();
    history.leave();
    unsubscribe();
    onIdle();
  };

  const unsubscribe = bus.subscribe(progressTopic(key.first), (message) => {
    const parsed = progressMessage.safeParse(message);
    if (!state || !parsed.success) return;
    const next = withMessage(tools.contracts.get(state.workflow), state, parsed.data);
    pace.spoke();
    if (next)
      publish({ ...next, waiting: null }, true); // who speaks moves
    else pace.hurry(); // an activity that started since the last look
  });

  async function look(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        const found = await tools.read(key);
        if (stop.signal.aborted) return;
        if (!found) return end(new RunNotFoundError(encodeRunId(key)));
        history.at(found.runId);
        const news = publish(found);
        if (isClosed(found.status)) return end();
        await pace.next(news);
      } catch (error) {
        if (!mayPass(error)) return end(error);
        // Subscribers keep the last state while Temporal is away; they learn the rest when it is back.
        log.warn({ err: error, runId: key.first }, 'cannot read a watched run');
        await pace.next(false);
      }
    }
  }

  void look();

  return {
    /** The current state, when there is one, then every newer one until the run has ended. */
    subscribe(): AsyncIterable<RunSnapshot> {
      const mailbox = createMailbox<RunSnapshot>(() => {
        mailboxes.delete(mailbox);
        if (mailboxes.size === 0) leave();
      }, tools.dropped);
      mailboxes.add(mailbox);
      if (state) mailbox.put(state);
      return mailbox.values;
    },
  };
}
export type Watcher = ReturnType<typeof createWatcher>;

/** When an activity has said something last, by the clock of its worker. */
const lastReport = ({ progress }: RunSnapshot) =>
  Math.max(0, ...progress.activities.map(({ updatedAt }) => updatedAt?.getTime() ?? 0));

const withEta = (run: RunSnapshot, etaSeconds: number | null): RunSnapshot => ({
  ...run,
  progress: { ...run.progress, etaSeconds },
});
