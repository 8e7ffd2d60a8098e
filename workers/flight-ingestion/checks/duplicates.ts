import type { FlightImage } from '../manifest.ts';
import { nameOf, type Finding } from './finding.ts';

/**
 * Images whose content came before: the same size, and the same version in storage or the same SHA-256 of what was read, which
 * holds the time, the position and the begin of the pixels.
 */
export function findDuplicates(images: readonly FlightImage[]): Finding[] {
  const first = new Map<string, FlightImage>();
  return images.flatMap((image): Finding[] => {
    if (image.hashedBytes === 0) return [];
    const names = [`${image.bytes} ${image.etag}`, `${image.bytes} ${image.sha256}`];
    const earlier = names.map((name) => first.get(name)).find((one) => one !== undefined);
    for (const name of names) if (!first.has(name)) first.set(name, image);
    return earlier ? [[image, 'DUPLICATE', `It has the same content as ${nameOf(earlier)}.`]] : [];
  });
}
