import type { temporal } from '@temporalio/proto';
import type { WorkflowContract } from '../../../workers/kit/contract.ts';
import { kitHeartbeat } from '../../../workers/kit/heartbeat.ts';
import { RunNotFoundError } from '../../errors.ts';
import { createBoundedMap } from '../bounded-map.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { cancelRun, terminateRun } from './control.ts';
import { contractActivity } from '../progress/progress.ts';
import type { RunRows } from '../changes/sweep.ts';
import type { TaskQueues } from '../progress/task-queues.ts';
import { createTimers } from '../progress/timers.ts';
import { waitingOf } from '../progress/waiting.ts';
import { describe, describeHead } from './head.ts';
import type { Hints } from './hints.ts';
import { readInput, readOutcome, type RunOutcome } from './history.ts';
import { listRuns, type RunFilter } from './list.ts';
import { changedSince, newestRunning } from './changed-rows.ts';
import { createRecent } from '../recent.ts';
import { replacedRows } from './replaced.ts';
import { decodeRunId, encodeRunId, type RunKey } from './run-id.ts';
import { memoOf, toSnapshot, type RunSnapshot } from './snapshot.ts';
import { isClosed } from './status.ts';
import { startRun, type StartOptions } from './start.ts';
import { timestamp } from './timestamp.ts';

type Describe = temporal.api.workflowservice.v1.IDescribeWorkflowExecutionResponse;
type ExecutionInfo = temporal.api.workflow.v1.IWorkflowExecutionInfo;

/** A run as the API hands it around: its identity, and the rest when it is asked for. Each part is read once. */
export interface Run {
  id: string;
  /** Workflow type. */
  workflow: string;
  snapshot(): Promise<RunSnapshot>;
  input(): Promise<unknown>;
  /** Null while the run goes on. */
  outcome(): Promise<RunOutcome | null>;
  /** Reads what costs a call and is not in the snapshot: of a watched run, at most every 2 s in this process. */
  ask<T>(what: string, load: () => Promise<T>): Promise<T>;
}

/** A watched run has ten states a second; what each of them would ask Temporal for is asked this often. */
const watchedAskMs = 2000;

export interface RunPage {
  rows: { run: Run; cursor: string }[];
  hasNextPage: boolean;
}

export type Runs = ReturnType<typeof createRuns>;

interface RunsTools {
  temporal: Temporal;
  contracts: ReadonlyMap<string, WorkflowContract>;
  hints: Hints;
  taskQueues: TaskQueues;
}

/** Everything that can be done with runs of any workflow. Temporal is the only source of truth. */
export function createRuns({ temporal, contracts, hints, taskQueues }: RunsTools) {
  const tools = { temporal, contracts };
  /** By first run id. The beginning of a run does not change, and is asked for with every look at a continued one. */
  const starts = createBoundedMap<string, ExecutionInfo['startTime']>(1000);
  /** First run ids of executions that do not carry it. */
  const firsts = createBoundedMap<string, string>(1000);
  const hint = ({ workflowId, first }: RunKey) => hints.say({ workflowId, first, child: false });
  const timers = createTimers(temporal);

  const snapshotOf = async (first: string, info: ExecutionInfo, pending?: Parameters<typeof toSnapshot>[3]) =>
    toSnapshot(tools, first, { ...info, startTime: await startOf(first, info) }, pending);

  /** A run that was continued as new began with an earlier execution than the one at hand. */
  const startOf = async (first: string, { execution, startTime }: ExecutionInfo) => {
    if (execution?.runId === first) return startTime;
    const known = starts.get(first);
    if (known) return known;
    const found = await describe(temporal, execution?.workflowId ?? '', first);
    const start = found?.workflowExecutionInfo?.startTime ?? startTime;
    starts.set(first, start);
    return start;
  };

  const read = async (key: RunKey): Promise<RunSnapshot | null> => {
    const head = await describeHead(temporal, key);
    if (!head?.workflowExecutionInfo) return null;
    const snapshot = await snapshotOf(key.first, head.workflowExecutionInfo, head.pendingActivities);
    const waiting = await waitingOf(head, {
      queueState: taskQueues.state,
      maxAttempts: (type) => contractActivity(contractOf(head), type).attempts,
      async reportedFailures({ heartbeatDetails }) {
        const [details] = await temporal.decode(heartbeatDetails?.payloads?.slice(0, 1));
        const ours = kitHeartbeat.safeParse(details).data;
        return ours ? (ours.failures ?? 0) : null;
      },
      nextTimer: () =>
        timers.next(snapshot.workflowId, snapshot.runId, Number(head.workflowExecutionInfo?.historyLength ?? 0)),
      planned: snapshot.counts?.total ?? null,
    });
    return { ...snapshot, waiting, resetAt: timestamp(head.workflowExtendedInfo?.lastResetTime) };
  };

  const contractOf = ({ workflowExecutionInfo: info }: Describe) => contracts.get(info?.type?.name ?? '');

  const recent = createRecent(watchedAskMs);

  const toRun = (
    id: string,
    workflow: string,
    load: () => Promise<RunSnapshot>,
    ask: Run['ask'] = (_what, read) => read(),
  ): Run => {
    const snapshot = once(load);
    return {
      id,
      workflow,
      snapshot,
      ask,
      input: once(() => ask('input', async () => readInput(temporal, await snapshot()))),
      outcome: once(async () => {
        const now = await snapshot();
        return isClosed(now.status) ? readOutcome(temporal, now) : null;
      }),
    };
  };
  const fromSnapshot = (snapshot: RunSnapshot) => toRun(snapshot.id, snapshot.workflow, async () => snapshot);

  /** One of many states of a run. The last one asks anew: what it shows stays. */
  const watched = (snapshot: RunSnapshot) => {
    const { id, workflow, status } = snapshot;
    const ask: Run['ask'] = (what, read) => (isClosed(status) ? read() : recent.ask(`${id} ${what}`, read));
    return toRun(id, workflow, async () => snapshot, ask);
  };

  const get = async (id: string): Promise<Run | null> => {
    const key = decodeRunId(id);
    const snapshot = key && (await read(key));
    return snapshot && fromSnapshot(snapshot);
  };

  /** The run that an execution belongs to. */
  const byExecution = async ({ workflowId, runId }: { workflowId: string; runId: string }): Promise<Run | null> => {
    const info = (await describe(temporal, workflowId, runId))?.workflowExecutionInfo;
    return info ? get(encodeRunId({ workflowId, first: info.firstRunId ?? runId })) : null;
  };

  const snapshotsOf = (infos: readonly ExecutionInfo[]) =>
    Promise.all(infos.map(async (info) => snapshotOf(await firstOf(info), info)));

  const list = async (filter: RunFilter, first: number, after?: string | null): Promise<RunPage> => {
    const page = await listRuns(temporal, filter, first, after);
    const infos = page.rows.map(({ info }) => info);
    const replaced = await replacedRows(temporal, infos, firstOf);
    const shown = page.rows.filter(({ info }) => !replaced.has(info.execution?.runId ?? ''));
    const snapshots = await snapshotsOf(shown.map(({ info }) => info));
    return {
      rows: snapshots.map((snapshot, index) => ({ run: fromSnapshot(snapshot), cursor: shown[index]!.cursor })),
      hasNextPage: page.hasNextPage,
    };
  };

  /** Rows of a list do not carry it; runs of the kit have it in their memo, for others one describe is made. */
  const firstOf = async (info: ExecutionInfo): Promise<string> => {
    const memo = await memoOf(temporal, info);
    if (memo) return memo.first;
    const { workflowId, runId } = info.execution ?? {};
    const known = firsts.get(runId ?? '');
    if (known) return known;
    const found = await describe(temporal, workflowId ?? '', runId ?? undefined);
    const first = found?.workflowExecutionInfo?.firstRunId ?? runId ?? '';
    firsts.set(runId ?? '', first);
    return first;
  };

  /** A run that was just started; what is known of it is read when somebody asks. */
  const started = (key: RunKey, workflow: string): Run => {
    hint(key);
    return toRun(encodeRunId(key), workflow, async () => {
      const snapshot = await read(key);
      if (!snapshot) throw new RunNotFoundError(encodeRunId(key));
      return snapshot;
    });
  };

  const childrenOf = async (run: Run, status: RunFilter['status'], first: number, after?: string | null) => {
    const { workflowId, startedAt, closedAt } = await run.snapshot();
    return list({ status, parent: { workflowId, since: startedAt, until: closedAt } }, first, after);
  };

  const rows: RunRows = {
    async changed(filter, since) {
      const { infos, complete } = await changedSince(temporal, filter, since);
      return { runs: await snapshotsOf(infos), complete };
    },
    running: async (filter) => snapshotsOf(await newestRunning(temporal, filter)),
  };

  return {
    get,
    list,
    rows,
    started,
    watched,
    /** The newest state; null when Temporal does not know the run. */
    read,

    async start(contract: WorkflowContract, input: unknown, options: StartOptions): Promise<Run> {
      return started(await startRun(temporal, contract, input, options), contract.name);
    },

    async cancel(id: string, reason?: string | null) {
      const key = keyOf(id);
      await cancelRun(temporal, key, reason ?? undefined);
      hint(key);
      return id;
    },

    async terminate(id: string, reason?: string | null) {
      const key = keyOf(id);
      await terminateRun(temporal, key, reason ?? undefined);
      hint(key);
      return id;
    },

    /** The run that started this one. */
    async parent(run: Run): Promise<Run | null> {
      const { parent } = await run.snapshot();
      return parent && run.ask('parent', () => byExecution(parent));
    },

    /** The runs this one started, newest first. */
    children: (run: Run, first: number, after?: string | null) =>
      run.ask(`children ${first} ${after ?? ''}`, () => childrenOf(run, null, first, after)),

    /** The runs this one started that did not succeed, newest first. */
    failures: (run: Run, first: number, after?: string | null) =>
      run.ask(`failures ${first} ${after ?? ''}`, () => childrenOf(run, unsuccessful, first, after)),
  };
}

const unsuccessful = ['FAILED', 'TIMED_OUT', 'TERMINATED', 'CANCELED'] as const;

const keyOf = (id: string) => {
  const key = decodeRunId(id);
  if (!key) throw new RunNotFoundError(id);
  return key;
};

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => (loaded ??= load());
}
