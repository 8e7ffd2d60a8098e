import { IllegalStateError } from '@temporalio/common';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';

/** Lets workers in this process tell errors only: that they start and stop is noise in a test. Later calls do nothing. */
export function quietenWorkers() {
  const logging = { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) };
  try {
    Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging } });
  } catch (error) {
    // There is one in a process, which test files share.
    if (!(error instanceof IllegalStateError)) throw error;
  }
}
