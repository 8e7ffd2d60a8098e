import * as z from 'zod';

/** What people write, as PostgreSQL and UTF-8 can hold it: never empty, and without blanks around it. */
export const words = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^[^\0\p{Cs}]*$/u, 'Must have no null character, and no half of a character.');
