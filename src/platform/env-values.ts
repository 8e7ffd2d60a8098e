import { accessSync, constants } from 'node:fs';
import net from 'node:net';
import * as z from 'zod';

export const list = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  )
  .default([]);
/** As browsers send it, or it would never match. Other schemes than http are those of apps. */
const isOrigin = (text: string) =>
  /^[a-z][a-z\d+.-]*:\/\/[^\s/*]+$/.test(text) &&
  (!/^https?:/.test(text) || (URL.canParse(text) && new URL(text).origin === text));
export const origin = z
  .string()
  .refine(
    isOrigin,
    'Must be an origin as browsers send it, like https://app.example: no path, no slash at the end, no *.',
  );
/** In words of its own, as those of the library speak of NaN. */
export function whole(least: number, most?: number) {
  const error = `Must be a whole number ${most === undefined ? `from ${least}` : `from ${least} to ${most}`}.`;
  return z.coerce
    .number(error)
    .int(error)
    .min(least, error)
    .max(most ?? Number.MAX_SAFE_INTEGER, error);
}
/** US dollars, exact to a millionth. */
export const usd = z.coerce
  .number('Must be an amount in US dollars, as 2.50.')
  .min(0, 'Must not be less than 0.')
  .max(1_000_000, 'Must be at most 1000000.');
export const count = (fallback: number) => whole(1).default(fallback);
export const flag = z.stringbool().optional();
export const httpUrl = z.url({ protocol: /^https?$/, error: 'Must be a URL that begins with http:// or https://.' });
export const postgresUrl = z
  .url({
    protocol: /^postgres(ql)?$/,
    error: 'Must be like postgres://user:password@host:5432/database, with %23 for a # in the password and so on.',
    abort: true,
  })
  .refine(
    (url) => ['sslrootcert', 'sslcert', 'sslkey'].every((name) => isReadable(new URL(url).searchParams.get(name))),
    'A file that it names as sslrootcert, sslcert or sslkey cannot be read.',
  );
function isReadable(file: string | null): boolean {
  try {
    if (file) accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
/** Long enough not to be guessed: `openssl rand -hex 32` makes one of 64 characters. */
export const secret = z.string().min(32, 'Must have at least 32 characters: `openssl rand -hex 32` makes some.');
/** One that is sent in a header as it is: what could not be sent would let nobody in. */
export const inHeader = z
  .string()
  .regex(/^[!-~]*$/, 'Must be letters, digits and signs without blanks: it is sent in a header.');
export const bearer = secret.pipe(inHeader);
/** Brackets belong to URLs. */
export const host = z
  .string()
  .transform((text) => text.replace(/^\[(.*)\]$/, '$1'))
  .refine(
    (text) => net.isIP(text) !== 0 || /^[a-z0-9.-]+$/i.test(text),
    'Must be an address or a host name, and nothing else: the port is PORT.',
  )
  .default('127.0.0.1');
/**
 * The activity that enhances has 15 minutes for reading, enhancing and writing. A limit that lets Temporal end it first
 * would have the same image tried again for a day, where IMAGE_TOO_LARGE is the answer.
 */
export const imageSeconds = whole(1)
  .max(780, 'Must be at most 780: with reading and writing, one image has 15 minutes before it is tried again.')
  .default(600);
