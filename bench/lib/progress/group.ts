import { startRemote, type Remote } from './remote.ts';

/** Processes that end together. */
export interface Group extends AsyncDisposable {
  run(module: string, more?: Record<string, string>): Promise<Remote>;
  /** Something else that ends with them. */
  defer(close: () => Promise<unknown>): void;
}

export function createGroup(env: Record<string, string>): Group {
  const closers: (() => Promise<unknown>)[] = [];
  return {
    async run(module, more = {}) {
      const remote = await startRemote(module, { ...env, ...more });
      closers.push(async () => remote[Symbol.asyncDispose]());
      return remote;
    },
    defer: (close) => void closers.push(close),
    async [Symbol.asyncDispose]() {
      await Promise.allSettled(closers.map((close) => close()));
    },
  };
}
