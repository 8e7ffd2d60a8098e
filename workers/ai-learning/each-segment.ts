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
  const answers: T[] = [];
  let [next, done] = [0, 0];
  const tell = () => report({ done, total: segments.length, unit: 'parts', message });
  const lane = async () => {
    while (next < segments.length) {
      const at = next++;
      try {
        answers[at] = await ask(segments[at]!);
      } catch (error) {
        next = segments.length;
        throw error;
      }
      done++;
      tell();
    }
  };
  tell();
  await Promise.all(Array.from({ length: atOnce }, lane));
  return answers;
}
