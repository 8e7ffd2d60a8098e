/** Our API, in a process of its own, with the benchmark's workflow. */
import { startApi } from '../../../src/modes/api.ts';
import { createBus } from '../../../src/platform/bus/create-bus.ts';
import { readSettings } from '../../../src/platform/env.ts';
import { createLog } from '../../../src/platform/log.ts';
import { beating } from './contract.ts';
import { serve } from './remote.ts';

const settings = readSettings();
const log = createLog(settings.logLevel);
const bus = createBus(settings, log);
const api = await startApi(settings, bus, log, { contracts: { beating } });
serve(
  // Its watchers end with their last subscriber.
  { url: () => `${api.url.replace('http', 'ws')}/graphql`, leave: () => 0 },
  () => api.close().then(bus.close),
);
