import { temporalServer } from '../src/local/temporal-server.ts';
import { startOwnServer } from './own-server.ts';

/** A Temporal server of a test's own, with values of its dynamic configuration chosen. */
export async function startTemporal(chosen: Record<string, string> = {}) {
  const values = Object.entries(chosen).map(([key, value]) => `--dynamic-config-value=${key}=${value}`);
  const server = await startOwnServer(temporalServer, ({ args, ...placed }) => {
    const others = args.filter((arg) => !Object.keys(chosen).some((key) => arg.includes(`-value=${key}=`)));
    return { ...placed, args: [...others, ...values] };
  });
  const { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace } = server.env;
  return { ...server, settings: { address: address!, namespace: namespace! } };
}
