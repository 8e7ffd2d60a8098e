import { expect, test, vi } from 'vitest';
import { ofEachSegment } from './each-segment.ts';
import { segmentsOf } from './segments.ts';

const text = 'One sentence, and then another one.\n\n'.repeat(8000);
const message = 'Asking';

test('each part is asked about once, a few at a time, and told of when it is done', async () => {
  const report = vi.fn();
  let [now, most] = [0, 0];
  const answers = await ofEachSegment(text, {
    message,
    report,
    async ask(segment) {
      most = Math.max(most, ++now);
      await new Promise(setImmediate);
      now--;
      return segment;
    },
  });
  expect(answers).toEqual(segmentsOf(text));
  expect([now, most]).toEqual([0, 4]);
  expect(report).toHaveBeenCalledTimes(answers.length + 1);
  expect(report).toHaveBeenLastCalledWith({ done: answers.length, total: answers.length, unit: 'parts', message });
});

test('after one that fails no other is begun', async () => {
  const ask = vi.fn(async (segment: string) => {
    await new Promise(setImmediate);
    if (segment === segmentsOf(text)[1]) throw new Error('declined');
    return segment;
  });
  await expect(ofEachSegment(text, { message, report: () => undefined, ask })).rejects.toThrow('declined');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(segmentsOf(text).length).toBeGreaterThan(8);
  expect(ask.mock.calls.length).toBeLessThanOrEqual(5);
});
