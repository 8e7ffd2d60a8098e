import type { Temporal } from '../src/platform/temporal.ts';

/** The same connection, with some of its calls made otherwise. */
export function withCalls(temporal: Temporal, calls: Partial<Temporal['service']>): Temporal {
  const service = new Proxy(temporal.service, {
    get: (target, name) => Reflect.get(name in calls ? calls : target, name) as unknown,
  });
  return { ...temporal, service };
}
