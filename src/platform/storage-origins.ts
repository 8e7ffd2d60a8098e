import type { Settings } from './env.ts';

/** Where links to objects lead that browsers open, as policies of pages name it. */
export function storageOrigins({
  publicEndpoint,
  forcePathStyle,
  region,
}: Pick<Settings['storage'], 'publicEndpoint' | 'forcePathStyle' | 'region'>): string[] {
  const endpoint = new URL(publicEndpoint ?? `https://s3.${region}.amazonaws.com`);
  return forcePathStyle ? [endpoint.origin] : [endpoint.origin, `${endpoint.protocol}//*.${endpoint.host}`];
}
