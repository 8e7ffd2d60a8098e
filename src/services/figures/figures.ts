import type { WorkflowContract } from '../../../workers/kit/contract.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Metrics } from '../../platform/metrics/metrics.ts';
import type { Temporal } from '../../platform/temporal.ts';
import type { TaskQueues } from '../progress/task-queues.ts';
import { queuesOf } from '../workers/queues-of.ts';
import { busLag } from './bus-lag.ts';
import { modelCosts } from './model-costs.ts';
import { publicationsByState } from './publications-by-state.ts';
import { queueStates } from './queue-states.ts';
import { runsByStatus } from './runs-by-status.ts';

interface FigureTools {
  temporal: Temporal;
  database: Database;
  bus: Bus;
  taskQueues: TaskQueues;
  contracts: readonly WorkflowContract[];
}

/** What is true of the whole deployment: every API says the same, and asks for it when its metrics are read. */
export function reportFigures(metrics: Metrics, { temporal, database, bus, taskQueues, contracts }: FigureTools): void {
  metrics.ask('runs', 'Runs that Temporal remembers, by status.', ['status'], () => runsByStatus(temporal));
  const queues = queueStates(taskQueues, queuesOf(contracts));
  metrics.ask('queue_backlog', 'Tasks that wait for a worker, about.', ['queue', 'kind'], queues.backlog);
  metrics.ask('queue_served', 'Whether a task queue has workers: 1 or 0.', ['queue', 'kind'], queues.served);
  metrics.ask(
    'model_cost_usd',
    'What calls of models of the last 24 hours have cost, in US dollars.',
    ['workflow', 'model'],
    () => modelCosts(database),
  );
  metrics.ask('publications', 'Posts in the ledger, by state.', ['channel', 'state'], () =>
    publicationsByState(database),
  );
  if (bus.carries)
    metrics.ask('bus_lag_seconds', 'Until this process hears on the bus what it says there.', [], () => busLag(bus));
}
