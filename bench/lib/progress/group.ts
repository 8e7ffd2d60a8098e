import { startRemote, type Remote } from './remote.ts';

/** Processes that end together. */
export interface Group extends AsyncDisposable {
  run(module: string, more?: Record<string, string>, args?: readonly string[]): Promise<Remote>;
  /** Our API as in production, with room for every subscriber. */
  api(more?: Record<string, string>): Promise<Remote>;
  /** Something else that ends with them. */
  defer(close: () => Promise<unknown>): void;
}

const asInProduction = { RUN_MODE: 'api', PORT: '0', NODE_ENV: 'production', MAX_SOCKETS_PER_ADDRESS: '20000' };

export function createGroup(env: Record<string, string>): Group {
  const closers: (() => Promise<unknown>)[] = [];
  const run: Group['run'] = async (module, more, args) => {
    const remote = await startRemote(module, { ...env, ...more }, args);
    closers.push(async () => remote[Symbol.asyncDispose]());
    return remote;
  };
  return {
    run,
    api: (more) => run('./our-api.ts', { ...asInProduction, ...more }),
    defer: (close) => void closers.push(close),
    async [Symbol.asyncDispose]() {
      const ends = await Promise.allSettled(closers.map((close) => close()));
      const failures = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
      if (failures.length > 0) throw new AggregateError(failures, 'Not all of a benchmark could be ended.');
    },
  };
}
