import { createSlots } from '../../src/platform/slots.ts';
import type { ActivityContext } from '../kit/activity.ts';
import type { aiLearning } from './contract.ts';
import { segmentsOf } from './segments.ts';

/** Parts of a content that models are asked about at a time. */
const atOnce = 4;

interface Work<T> {
  message: string;
  report: ActivityContext<typeof aiLearning>['report'];
  ask(segment: string): Promise<T>;
}

/** Asks about each part of a text. After one that fails no other is begun, as somebody would pay for it. */
export async function ofEachSegment<T>(text: string, { message, report, ask }: Work<T>): Promise<T[]> {
  const segments = segmentsOf(text);
  const slots = createSlots(atOnce);
  let done = 0;
  let failure: { why: unknown } | null = null;
  const tell = () => report({ done, total: segments.length, unit: 'parts', message });
  const askOnce = async (segment: string) => {
    if (failure) throw failure.why;
    const answer = await ask(segment).catch((why: unknown) => {
      failure ??= { why };
      throw why;
    });
    done++;
    tell();
    return answer;
  };
  tell();
  return Promise.all(segments.map((segment) => slots.run(() => askOnce(segment))));
}
