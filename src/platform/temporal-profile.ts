import type { ClientConfigProfile, ConfigDataSource } from '@temporalio/envconfig';
import * as z from 'zod';

/** What Temporal's clients take; of anything else they throw when they are made. Brackets are for IPv6. */
export const temporalAddress = z
  .string('Must be a text.')
  .refine(isAddress, 'Must be host:port, without https:// and without a path; an IPv6 address is in brackets.');
function isAddress(text: string): boolean {
  const [whole, port = '7233'] = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::(\d{1,5}))?$/i.exec(text) ?? [];
  return whole !== undefined && Number(port) >= 1 && Number(port) <= 65_535;
}

/** The client would quote it where it says that a header cannot hold it. */
export const temporalApiKey = z
  .string('Must be a text.')
  .regex(/^[!-~]+$/, 'Must be letters, digits and signs without blanks, as Temporal Cloud gives it.');

export const temporalServerName = z
  .string('Must be a text.')
  .regex(/^[\w.:-]+$/, 'Must be the name of a host, and nothing else.');

const source = z.custom<ConfigDataSource>(
  (from) => !('path' in (from as object)) || typeof (from as { path: unknown }).path === 'string',
  'Must be a text.',
);
/** The library takes what a file says as it is. */
const profile = z.object({
  address: temporalAddress.optional(),
  namespace: z.string('Must be a text.').optional(),
  apiKey: temporalApiKey.optional(),
  tls: z
    .object({
      disabled: z.boolean('Must be true or false.').optional(),
      serverName: temporalServerName.optional(),
      clientCert: source.optional(),
      clientKey: source.optional(),
      serverCACert: source.optional(),
    })
    .optional(),
});

/** Sentences that begin with what is wrong in a profile; none of them quotes it, as it may be a secret. */
export function problemsOf(loaded: ClientConfigProfile): string[] {
  const { error } = profile.safeParse(loaded);
  return (error?.issues ?? []).map(({ path, message }) => `${path.map(inFile).join('.')}: ${message}`);
}
/** The library calls api_key apiKey. */
const inFile = (name: PropertyKey) => String(name).replace(/[A-Z]+/g, (letters) => `_${letters.toLowerCase()}`);

/** What gRPC lets a header be called: it keeps some names, and those of bytes, for itself. */
const headerName = /^(?!grpc-)[\da-z.-]+(?<!-bin)$/;
const headerValue = /^[ -~]*$/;

/** What a client would throw, with the value in it, when it makes its first call. */
export function problemOf(name: string, value: string): string | null {
  if (!headerName.test(name)) return 'Is not the name of a header: letters, digits and -, and neither grpc- nor -bin.';
  return headerValue.test(value) ? null : 'Must be one line of letters, digits and signs: it is sent in a header.';
}
