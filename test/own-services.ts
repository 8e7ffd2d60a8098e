import type { Bus } from '../src/platform/bus/bus.ts';
import { silentBus } from '../src/platform/bus/silent-bus.ts';
import type { Settings } from '../src/platform/env.ts';
import { createLog } from '../src/platform/log.ts';
import type { Temporal } from '../src/platform/temporal.ts';
import { createServices, type Services } from '../src/services/services.ts';
import * as contracts from './fixtures/contracts.ts';
import type { Stack } from './stack.ts';

interface Choices {
  bus?: Bus;
  temporal?: Temporal;
  settings?: Partial<Settings>;
  onWarning?: (message: string) => void;
}

/** Services as another API process would have them, over the servers of a stack; by default without a bus. */
export function ownServices(stack: Stack, { bus = silentBus, temporal, settings, onWarning }: Choices = {}): Services {
  const log = createLog('debug', stack.logFile);
  return createServices(
    {
      temporal: temporal ?? stack.temporal,
      storage: stack.storage,
      database: stack.database,
      settings: { ...stack.settings, ...settings },
      bus,
      log: onWarning ? { ...log, warn: (_fields, message) => onWarning(message) } : log,
    },
    Object.values(contracts),
  );
}
