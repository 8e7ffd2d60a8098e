import type { Bus } from './bus.ts';

/** Stands in where processes share no database: progress then comes from Temporal alone. */
export const silentBus: Bus = {
  carries: false,
  isShared: false,
  publish: () => undefined,
  subscribe: () => () => undefined,
  heardSince: () => null,
  close: () => Promise.resolve(),
};
