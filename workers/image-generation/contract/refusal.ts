import * as z from 'zod';

/** What pictures are not made of. */
export const refusalCategory = z.enum([
  'SEXUAL',
  'MINORS',
  'HATE',
  'HARASSMENT',
  'SELF_HARM',
  'VIOLENCE',
  'ILLICIT',
  'POLICY',
]);
export type RefusalCategory = z.output<typeof refusalCategory>;

/** A code for each category, so that clients can tell them apart. */
export const refusalErrors = {
  REFUSED_SEXUAL: 'The words ask for a sexual picture.',
  REFUSED_MINORS: 'The words ask for a sexual picture of children.',
  REFUSED_HATE: 'The words ask for a picture that is hateful.',
  REFUSED_HARASSMENT: 'The words ask for a picture that harasses somebody.',
  REFUSED_SELF_HARM: 'The words ask for a picture of self-harm.',
  REFUSED_VIOLENCE: 'The words ask for a violent picture.',
  REFUSED_ILLICIT: 'The words ask for a picture for something illicit, such as a forged document.',
  REFUSED_POLICY: 'The words are on the list of this deployment. The message says why.',
} as const satisfies Record<`REFUSED_${RefusalCategory}`, string>;
