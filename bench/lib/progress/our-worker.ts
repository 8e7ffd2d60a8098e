/** Our worker, in a process of its own, with the benchmark's workflow. */
import { fileURLToPath } from 'node:url';
import { createBus } from '../../../src/platform/bus/create-bus.ts';
import { readSettings } from '../../../src/platform/env.ts';
import { createLog } from '../../../src/platform/log.ts';
import { implementActivities } from '../../../workers/kit/activity.ts';
import { startWorkers } from '../../../workers/main.ts';
import { makeBeats } from './beats.ts';
import { beating } from './contract.ts';
import { createGate } from './gate.ts';
import { serve } from './remote.ts';
import * as workflows from './workflow.ts';

const gate = createGate();
const createActivities = () =>
  implementActivities(beating, {
    async beat(load, { report }) {
      await makeBeats(await gate.begin(), load, (message, done) => report({ done, total: load.count, message }));
      return { count: load.count };
    },
  });
const settings = readSettings();
const log = createLog(settings.logLevel);
const bus = createBus(settings, log);
const workers = await startWorkers(settings, bus, log, {
  lists: {
    contracts: { beating },
    activities: { beating: async () => ({ createActivities }) },
    workflows,
    workflowsPath: fileURLToPath(new URL('./workflow.ts', import.meta.url)),
  },
});
await workers.started;
serve({ waiting: gate.waiting, open: gate.open }, () => workers.close().then(bus.close));
