import type { WorkflowContract } from '../../../workers/kit/contract.ts';
import { RunNotFoundError } from '../../errors.ts';
import type { Log } from '../../platform/log.ts';
import type { Temporal } from '../../platform/temporal.ts';
import type { TaskQueues } from '../progress/task-queues.ts';
import type { OpenDecision } from '../progress/waiting.ts';
import { mapPage, type Page } from '../page.ts';
import { createRecent } from '../recent.ts';
import { cancelRun, terminateRun } from './control.ts';
import { describe } from './head.ts';
import type { Hints } from './hints.ts';
import type { ListFilter } from './list.ts';
import { createOrigins } from './origins.ts';
import { pauseRun } from './pause.ts';
import { createRead } from './read.ts';
import { reasonOf } from './reason.ts';
import { resetRun } from './reset.ts';
import type { ResetTo } from './reset-point.ts';
import { resumeRun } from './resume.ts';
import { createRows } from './rows.ts';
import { decodeRunId, encodeRunId, type RunKey } from './run-id.ts';
import { toRun, type Run } from './run.ts';
import type { RunSnapshot } from './snapshot.ts';
import { isClosed } from './status.ts';
import { startRun, type StartOptions } from './start.ts';

/** A watched run has ten states a second; what each of them would ask Temporal for is asked this often. */
const watchedAskMs = 2000;
/** What a run was started with never changes; after so long it may be asked for again, as not all of them can be kept. */
const inputMs = 60_000;

export type Runs = ReturnType<typeof createRuns>;

interface RunsTools {
  temporal: Temporal;
  contracts: ReadonlyMap<string, WorkflowContract>;
  hints: Hints;
  taskQueues: TaskQueues;
  openDecision: OpenDecision;
  log: Log;
}

/** Everything that can be done with runs of any workflow. Temporal is the only source of truth. */
export function createRuns({ temporal, contracts, hints, taskQueues, openDecision, log }: RunsTools) {
  const tools = { temporal, contracts, origins: createOrigins(temporal) };
  const read = createRead({ ...tools, taskQueues, openDecision, log });
  const rows = createRows(tools);
  const recent = createRecent(watchedAskMs);
  const inputs = createRecent(inputMs);
  const hint = ({ workflowId, first }: RunKey) => hints.say({ workflowId, first, child: false });

  const fromSnapshot = (snapshot: RunSnapshot) => toRun(temporal, snapshot, async () => snapshot);

  /** One of many states of a run. The last one asks anew: what it shows stays. */
  const watched = (snapshot: RunSnapshot) => {
    const { id, status } = snapshot;
    const ask: Run['ask'] = (what, load) => (isClosed(status) ? load() : recent.ask(`${id} ${what}`, load));
    const run = toRun(temporal, snapshot, async () => snapshot, ask);
    return { ...run, input: () => inputs.ask(id, run.input) };
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

  const list = async (filter: ListFilter, first: number, after?: string | null): Promise<Page<Run>> =>
    mapPage(await rows.list(filter, first, after), fromSnapshot);

  /** A run that was just started; what is known of it is read when somebody asks. */
  const started = (key: RunKey, workflow: string): Run => {
    hint(key);
    return toRun(temporal, { id: encodeRunId(key), workflow }, async () => {
      const snapshot = await read(key);
      if (!snapshot) throw new RunNotFoundError(encodeRunId(key));
      return snapshot;
    });
  };

  const change = async (id: string, request: (key: RunKey) => Promise<unknown>): Promise<string> => {
    const key = keyOf(id);
    await request(key);
    hint(key);
    return id;
  };

  const childrenOf = async (run: Run, status: ListFilter['status'], first: number, after?: string | null) => {
    const { workflowId, startedAt, closedAt } = await run.snapshot();
    return list({ status, parent: { workflowId, since: startedAt, until: closedAt } }, first, after);
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

    cancel: (id: string, reason?: string | null) => change(id, (key) => cancelRun(temporal, key, reason ?? '')),
    terminate: (id: string, reason?: string | null) => change(id, (key) => terminateRun(temporal, key, reason ?? '')),
    pause: (id: string, reason?: string | null) => change(id, (key) => pauseRun(temporal, key, reasonOf(reason))),
    resume: (id: string, reason?: string | null) => change(id, (key) => resumeRun(temporal, key, reasonOf(reason))),
    /** It keeps its id. */
    reset: (id: string, to: ResetTo, reason?: string | null) =>
      change(id, (key) => resetRun(temporal, contracts, key, to, reasonOf(reason))),

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
