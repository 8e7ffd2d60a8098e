import type { WorkflowBundleOption } from '@temporalio/worker';
import { encrypting } from '../../workers/bundle.ts';
import { backfillName } from '../../workers/kit/backfill/contract.ts';
import { batchName } from '../../workers/kit/batch/contract.ts';
import { ServiceUnavailableError } from '../errors.ts';
import type { Settings } from '../platform/env.ts';
import { createTemporal } from '../platform/temporal.ts';
import type { ReplayOptions } from './options.ts';
import { recentHistories } from './recent.ts';
import { recordedHistories } from './recorded.ts';
import { replayAll, type Told } from './replay.ts';

interface Tools {
  settings: Pick<Settings, 'temporal'>;
  bundle: WorkflowBundleOption;
  print: (line: string) => void;
}

/** Replays what is asked for: a line for each history that the code would not go on with, and one for all. Returns the exit code. */
export async function runReplay(
  options: Exclude<ReplayOptions, { from: 'help' }>,
  { settings, bundle, print }: Tools,
): Promise<number> {
  if (options.from === 'files') return replay(recordedHistories(options.paths), '', { settings, bundle, print });
  const { address, namespace } = settings.temporal;
  const toError = (cause?: unknown) =>
    new ServiceUnavailableError(
      'Temporal',
      cause,
      `Temporal does not answer at ${address}; TEMPORAL_ADDRESS says where it is. Nothing is known of what would go on.`,
    );
  const temporal = createTemporal(settings.temporal, { toError });
  try {
    const types = options.workflows.flatMap((name) => [name, batchName(name)]);
    const histories = recentHistories(temporal, [...types, ...types.map(backfillName)], options.last);
    return await replay(histories, ` of ${namespace} at ${address}`, { settings, bundle, print });
  } finally {
    await temporal.close();
  }
}

async function replay(
  histories: AsyncIterable<Told> | Iterable<Told>,
  where: string,
  { settings, bundle, print }: Tools,
) {
  const keys = settings.temporal.payloadKeys ?? [];
  let [count, refused] = [0, 0];
  for await (const { name, problem } of replayAll(
    keys.length > 0 ? await encrypting(bundle) : bundle,
    histories,
    keys,
  )) {
    count++;
    if (problem === null) continue;
    refused++;
    print(`${name}: ${problem}`);
  }
  print(
    `${count} ${count === 1 ? 'history' : 'histories'}${where} replayed, ${refused === 0 ? 'all go on' : `${refused} would not go on`}.`,
  );
  return refused === 0 ? 0 : 1;
}
