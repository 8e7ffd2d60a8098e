import type { Checks } from '../http/health.ts';
import type { Log } from '../platform/log.ts';
import { reasonOf } from '../platform/reason-of.ts';
import { createRarely } from '../services/rarely.ts';
import { createRecent } from '../services/recent.ts';

const loggedEveryMs = 60_000;
/** Anyone may ask, and each answer costs every server a question. */
const askedEveryMs = 1000;

/**
 * What `/ready` says of each server: null when it answers, else why not. Addresses and accounts are in the reasons, so
 * strangers are told only that there is one, and the log has it.
 */
export function createReadiness(checks: Record<string, () => Promise<unknown>>, local: boolean, log: Log) {
  const watched = Object.entries(checks).map(([name, check]) => ({ name, check, rarely: createRarely(loggedEveryMs) }));
  const recent = createRecent(askedEveryMs);
  const ask = async (): Promise<Checks> => {
    const answers = watched.map(async ({ name, check, rarely }) => {
      try {
        await check();
        return [name, null] as const;
      } catch (error) {
        rarely(() => log.warn({ server: name, err: error }, 'a server does not answer'));
        return [name, local ? reasonOf(error) : 'It does not answer; the log says why.'] as const;
      }
    });
    return Object.fromEntries(await Promise.all(answers));
  };
  return () => recent.ask('all', ask);
}
