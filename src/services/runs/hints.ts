import { runHint, runsTopic, type RunHint } from '../../../workers/kit/wire/hint.ts';
import type { Bus } from '../../platform/bus/bus.ts';

/** Hints that runs change, from every process on the bus. They may be lost, early or needless; they are never news. */
export function createHints(bus: Bus, namespace: string) {
  const topic = runsTopic(namespace);
  return {
    say: (hint: RunHint) => bus.publish(topic, hint.first, hint),
    /** Returns the function that ends it. */
    listen: (receive: (hint: RunHint) => void) =>
      bus.subscribe(topic, (message) => {
        const { data } = runHint.safeParse(message);
        if (data) receive(data);
      }),
    /** Whether they arrive at present. */
    heard: () => bus.heardSince() !== null,
  };
}
export type Hints = ReturnType<typeof createHints>;
