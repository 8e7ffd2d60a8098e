import type { Temporal } from '../../platform/temporal.ts';
import { failed, ok, warning, type Check, type Found } from './finding.ts';
import { stopwatch } from './stopwatch.ts';

const day = 86_400;
/** Runs of last week are asked about. */
const fewDays = 7;

/** Whether Temporal answers, and knows the namespace. */
export const checkTemporal = (temporal: Temporal, address: string): Check => ({
  name: 'temporal',
  todo: `See that Temporal answers at ${address} and has the namespace ${temporal.namespace}: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and what it wants of TLS and keys say where it is and who asks.`,
  async run(signal) {
    const { service, namespace, call } = temporal;
    // Once, as what the first attempt says is why; of one that is repeated it is only known that it was late.
    const { serverVersion } = await call(() => service.getSystemInfo({}), { signal, once: true });
    const ms = stopwatch();
    await call(() => service.describeNamespace({ namespace }), { signal });
    return ok(`${serverVersion || 'Temporal'} at ${address}, namespace ${namespace}, ${ms()} there and back`);
  },
});

/** How long Temporal remembers runs. */
export const checkRetention = ({ service, namespace, call }: Temporal): Check => ({
  name: 'retention',
  needs: 'temporal',
  todo: `Let the namespace ${namespace} be described by whoever this program signs in as.`,
  async run(signal): Promise<Found> {
    const { config } = await call(() => service.describeNamespace({ namespace }), { signal });
    const days = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / day;
    const measured = `runs are remembered for ${Number(days.toFixed(1))} days after their end`;
    const todo = `Run \`temporal operator namespace update --namespace ${namespace} --retention 30d\`.`;
    if (days <= 0) return failed('the namespace does not say how long runs are remembered', todo);
    return days < fewDays ? warning(measured, todo) : ok(measured);
  },
});
