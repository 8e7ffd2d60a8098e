import { ObjectKeyNotAllowedError } from '../../src/errors.ts';
import type { Storage } from '../../src/platform/storage.ts';
import { objectLocation, type ObjectLocation } from './objects.ts';

/** No result may be stored there. `message` says why, for people. */
export class DestinationRefused extends Error {}

/**
 * Throws before any work is done what storing would throw after it, or DestinationRefused. The places are what an input's
 * `destination.prefix` has become, or its default, which may have grown too long.
 */
export function checkDestination(storage: Pick<Storage, 'checkWrite'>, places: Iterable<ObjectLocation>): void {
  for (const place of places) {
    const [issue] = objectLocation.safeParse(place).error?.issues ?? [];
    if (issue) throw new DestinationRefused(`destination.prefix: ${issue.message} Name another destination.`);
    try {
      storage.checkWrite(place);
    } catch (error) {
      if (!(error instanceof ObjectKeyNotAllowedError)) throw error;
      throw new DestinationRefused(`destination.prefix: ${error.message}`, { cause: error });
    }
  }
}
