import type { PreviewSchedule, SchedulePreview } from '../../src/services/schedules/preview/preview.ts';
import { createSlots } from '../../src/platform/slots.ts';
import { around } from './facts.ts';
import { nights, patternsOf, type Night, type Pattern } from './nights.ts';

/** What the server says of a pattern in a night. */
export interface Answer {
  night: Night;
  pattern: Pattern;
  runs: Date[];
  warnings: SchedulePreview['warnings'];
}

const atOnce = 4;

/** Asks about every night and pattern. */
export function askAll(preview: PreviewSchedule): Promise<Answer[]> {
  const slots = createSlots(atOnce);
  const ask = async (night: Night, pattern: Pattern): Promise<Answer> => {
    const { times, warnings } = await preview({ spec: pattern.spec, ...around(night), first: 500 });
    return { night, pattern, runs: times.map(({ at }) => at), warnings };
  };
  const questions = nights.flatMap((night) => patternsOf(night).map((pattern) => ({ night, pattern })));
  return Promise.all(questions.map(({ night, pattern }) => slots.run(() => ask(night, pattern))));
}
