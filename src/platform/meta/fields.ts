import * as z from 'zod';

/** What several answers of Meta have in them. */
export const id = z.string().min(1);
export const made = z.object({ id });

/** `2026-11-22T08:00:00+0000`. */
export const time = z.string().transform((text, context) => {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) context.addIssue({ code: 'custom', message: 'no time' });
  return date;
});

/** Seconds since 1970; 0 means never. */
export const expiry = z.number().transform((seconds) => (seconds > 0 ? new Date(seconds * 1000) : null));
