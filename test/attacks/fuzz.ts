import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { long } from '../long.ts';
import { startApiProcess } from '../product-process.ts';
import { seed } from '../seed.ts';
import { productMain, useStack } from '../stack.ts';

/** How long each entry point is tried. */
export const fuzzMs = long ? 5 * 60_000 : 4_000;

const adminKey = randomUUID() + randomUUID();
const limits = { RATE_LIMIT: '0', AUTH_FAILURE_LIMIT: '1000000', MAX_SOCKETS_PER_ADDRESS: '5000' };

/** Call at the top of a test file; what it returns fuzzes an API in a process of its own. */
export function useFuzz() {
  const stack = useStack({ worker: false, env: { HOST: '0.0.0.0', ADMIN_API_KEY: adminKey, ...limits } });

  /**
   * Tries for a while what `arbitrary` makes up. Meanwhile a good client is served all the time, and in the end the
   * process is the same, has logged no error, and is not much larger.
   */
  return async <T>(arbitrary: fc.Arbitrary<T>, attempt: (url: string, key: string, made: T) => Promise<void>) => {
    const api = await startApiProcess(productMain, { ...stack.env, LOG_LEVEL: 'info' });
    onTestFinished(async () => void (await api.stop()));
    const url = api.url.replace('0.0.0.0', '127.0.0.1');
    const client = goodClient(url);
    await warmUp(url);
    const before = await residentBytes(api.pid);
    const property = fc.asyncProperty(arbitrary, (made) => attempt(url, adminKey, made));
    const result = await fc.check(property, {
      seed,
      numRuns: 10_000_000,
      interruptAfterTimeLimit: fuzzMs,
      endOnFailure: true,
    });
    const served = await client.stop();
    const errors = api
      .output()
      .split('\n')
      .filter((line) => /"level":(5|6)0|^\s+at |Unhandled|Uncaught/.test(line))
      .map((line) => line.slice(0, 1000));
    if (result.errorInstance) {
      const made = fc.stringify(result.counterexample).slice(0, 3000);
      const said = `FUZZ_SEED=${seed} repeats this, after ${result.numRuns} runs: ${made}\n${errors.join('\n')}`;
      throw new Error(said, { cause: result.errorInstance });
    }
    expect(served, `FUZZ_SEED=${seed}`).toBeGreaterThan(0);
    expect(errors, `FUZZ_SEED=${seed}`).toEqual([]);
    expect((await residentBytes(api.pid)) - before, `FUZZ_SEED=${seed}`).toBeLessThan(mostGrowth);
    return result.numRuns;
  };
}

/** What V8 lets become old before it looks, many times over. */
const mostGrowth = 400 * 1024 ** 2;
const soonMs = 15_000;

const ask = async (url: string) => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    body: '{"query":"{ workflows { name } }"}',
    signal: AbortSignal.timeout(soonMs),
  });
  expect(await response.json()).toMatchObject({ data: { workflows: expect.any(Array) } });
};

async function warmUp(url: string) {
  for (let n = 0; n < 200; n++) await ask(url);
}

/** Somebody who asks again and again; `stop` says how often they were answered, or fails as they did. */
function goodClient(url: string) {
  const stopped = new AbortController();
  const answered = (async () => {
    let count = 0;
    for (; !stopped.signal.aborted; count++) {
      await ask(url);
      await sleep(50);
    }
    return count;
  })();
  answered.catch(() => undefined); // told when it is stopped
  return {
    stop: () => {
      stopped.abort();
      return answered;
    },
  };
}

/** Zero where the system does not say. */
async function residentBytes(pid: number): Promise<number> {
  if (process.platform !== 'linux') return 0;
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
