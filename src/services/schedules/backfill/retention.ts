import type { Temporal } from '../../../platform/temporal.ts';
import { milliseconds } from '../../runs/timestamp.ts';

/** Clocks of different machines differ by less. */
const skewMs = 60_000;

/** What closed before this moment Temporal may have forgotten. */
export async function forgottenBefore({ service, namespace, call }: Temporal): Promise<Date> {
  const { config } = await call(() => service.describeNamespace({ namespace }));
  return new Date(Date.now() - milliseconds(config?.workflowExecutionRetentionTtl) + skewMs);
}
