import {
  DefaultLogger,
  makeTelemetryFilterString,
  Runtime,
  Worker,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import { IllegalStateError } from '@temporalio/common';
import { hintSinks } from '../../workers/hint-sinks.ts';
import { silentBus } from '../platform/bus/silent-bus.ts';
import { dataConverter } from '../platform/data-converter.ts';
import type { PayloadKey } from '../platform/payload-keys.ts';

/** What one execution did, as Temporal tells it or as it was recorded. */
export interface Told {
  /** What to call it. */
  name: string;
  workflowId: string;
  history: unknown;
}

export interface Replayed {
  name: string;
  /** Why the code would not go on with it; null when it would. */
  problem: string | null;
}

/** Runs workflow code against histories, one after the other. Only what it decides counts: no activity is called. */
export async function* replayAll(
  workflowBundle: WorkflowBundleOption,
  histories: AsyncIterable<Told> | Iterable<Told>,
  keys: readonly PayloadKey[] = [],
): AsyncGenerator<Replayed> {
  beQuiet();
  let name = '';
  // It takes the next one only when it has answered for the one before.
  const named = (async function* () {
    for await (const { name: one, workflowId, history } of histories) {
      name = one;
      yield { workflowId, history };
    }
  })();
  const options = { workflowBundle, sinks: hintSinks(silentBus), dataConverter: dataConverter(keys) };
  for await (const { error } of Worker.runReplayHistories(options, named)) {
    yield { name, problem: error ? inWords(error.message) : null };
  }
}

/** Of a text that shows structures of Temporal's core only what it says in them. */
const inWords = (message: string): string =>
  /message: "((?:[^"\\]|\\.)*)"/.exec(message)?.[1] ?? message.split('\n')[0] ?? '';

/** The library tells at length of what is one line here. There is one runtime in a process; later calls do nothing. */
function beQuiet() {
  const logging = { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) };
  try {
    Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), telemetryOptions: { logging } });
  } catch (error) {
    if (!(error instanceof IllegalStateError)) throw error;
  }
}
