import type { Log } from './log.ts';
import { sleep } from './sleep.ts';
import { isAlreadyExists, type Temporal } from './temporal.ts';

/** Values of temporal.api.enums.v1.IndexedValueType. */
const keyword = 2;
const keywordList = 7;
/** The same as the command line of Temporal calls them. */
export const attributeTypes: Readonly<Record<number, string>> = { [keyword]: 'Keyword', [keywordList]: 'KeywordList' };

/** The only search attributes of this product: `key=value` labels, and who started a run. */
export const searchAttributes = { TempographLabels: keywordList, TempographStartedBy: keyword };

/** Registers what is missing in the namespace. Needs no rights when everything is there. */
export async function registerSearchAttributes(
  { operator, namespace, call }: Temporal,
  signal?: AbortSignal,
): Promise<void> {
  const { customAttributes } = await call(() => operator.listSearchAttributes({ namespace }), { signal });
  const missing = Object.entries(searchAttributes).filter(([name]) => !(name in customAttributes));
  if (missing.length === 0) return;
  try {
    await call(() => operator.addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(missing) }), {
      deadlineMs: 10_000,
      signal,
    });
  } catch (error) {
    if (!isAlreadyExists(error)) throw error; // another process was quicker
  }
}

const longestPauseMs = 30_000;

/** Goes on until they are there, or the process stops: an API may come up long before Temporal does. */
export async function registerSearchAttributesLater(temporal: Temporal, log: Log, stop: AbortSignal): Promise<void> {
  for (let pause = 1000; !stop.aborted; pause = Math.min(pause * 2, longestPauseMs)) {
    await sleep(pause, stop);
    if (stop.aborted) return;
    try {
      await registerSearchAttributes(temporal, stop);
      log.info({}, 'search attributes are registered');
      return;
    } catch (error) {
      if (stop.aborted) return;
      log.warn({ err: error }, 'search attributes are still not registered');
    }
  }
}
