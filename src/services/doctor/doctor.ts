import { createMask } from '../../platform/ai/mask.ts';
import { createRecent } from '../recent.ts';
import type { Check, Finding } from './finding.ts';
import { whyOf } from './why.ts';

/** What a check may take; longer than any server takes that is well. */
const usualMs = 8000;
/** Whoever asks more often is told the same. */
const rememberedMs = 3000;

/** A finding, and whether its check could not be made. */
type Outcome = Finding & { broken?: true };

/** Makes all checks, at once, each within its time. What they say holds none of the secrets. */
export function createDoctor(checks: readonly Check[], secrets: readonly string[]) {
  const recent = createRecent(rememberedMs);
  const mask = createMask(secrets);

  const examine = async (): Promise<Finding[]> => {
    await Promise.all(checks.map(async ({ load }) => load?.()));
    const outcomes = (await Promise.all(checks.map(make))).flat();
    return outcomes.map(({ broken, ...finding }) => {
      const { needs } = checks.find(({ name }) => name === finding.name) ?? {};
      const excused = broken && needs !== undefined && failedIn(outcomes, needs);
      const told = excused ? { ...finding, ...unknownWhile(needs) } : finding;
      return { ...told, measured: mask(told.measured), todo: told.todo && mask(told.todo) };
    });
  };
  return {
    /** In the order of the checks. */
    examine: (): Promise<Finding[]> => recent.ask('all', examine),
  };
}
export type Doctor = ReturnType<typeof createDoctor>;

async function make({ name, todo, deadlineMs = usualMs, run }: Check): Promise<Outcome[]> {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${deadlineMs / 1000} s`));
      late.abort();
    }, deadlineMs);
  });
  try {
    const found = await Promise.race([run(late.signal), deadline]);
    return [found].flat().map((one) => ({ name, ...one }));
  } catch (error) {
    return [{ name, state: 'FAILED', measured: whyOf(error), todo, broken: true }];
  } finally {
    clearTimeout(timer);
  }
}

const failedIn = (outcomes: readonly Outcome[], needed: string) =>
  outcomes.some(({ name, state }) => name === needed && state === 'FAILED');

const unknownWhile = (needed: string) =>
  ({ state: 'SKIPPED', measured: `not known while ${needed} fails`, todo: null }) as const;
