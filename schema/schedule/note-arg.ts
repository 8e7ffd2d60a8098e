import { builder } from '../builder.ts';

/** Why something is paused or resumed. */
export const noteArg = builder.args((t) => ({
  note: t.string({ required: false, description: 'Why, for people. Default: the note it has.' }),
}));
