import * as z from 'zod';

/** What an operator wants of one task queue. */
export interface QueueChoice {
  name: string;
  /** Activities at a time in one process; undefined: as many as suit the queue. */
  atOnce?: number;
  /** Share of the memory, 0 to 1: while more of it is used, one activity runs and no other begins. */
  memory?: number;
}

const form = /^([a-z][a-z-]*)(?:=([1-9]\d{0,3}))?(?:@([1-9]\d)%)?$/;

/** `media,ai=40,imaging=4@75%` as a list; an empty one where nothing was chosen. */
export const queueChoices = z
  .string()
  .default('')
  .transform((text, context): QueueChoice[] => {
    const choices = text
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean)
      .map((one) => {
        const [matched, name, atOnce, percent] = form.exec(one) ?? [];
        if (!matched) {
          const message = `${one} is not understood. Write media, media=4 for 4 activities at a time, or media=4@75% to begin no further one while 75% of the memory are used.`;
          context.addIssue({ code: 'custom', message });
        }
        return {
          name: name ?? one,
          ...(atOnce && { atOnce: Number(atOnce) }),
          ...(percent && { memory: Number(percent) / 100 }),
        };
      });
    const twice = choices.find(({ name }, index) => choices.findIndex((other) => other.name === name) !== index);
    if (twice) context.addIssue({ code: 'custom', message: `${twice.name} is there twice.` });
    return choices;
  });
