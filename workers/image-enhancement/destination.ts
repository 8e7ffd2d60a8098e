import { ObjectKeyNotAllowedError } from '../../src/errors.ts';
import type { Storage } from '../../src/platform/storage.ts';
import { objectLocation, type ObjectLocation } from '../kit/objects.ts';
import { outputFormats, type OutputFormat } from '../../src/platform/images/output-formats.ts';

interface Request {
  source: ObjectLocation;
  destination?: ObjectLocation;
  output: { format: OutputFormat };
}

/** Where the result goes: `photos/alps.tiff` becomes `enhanced/photos/alps.jpg` unless the caller says otherwise. */
export function destinationOf({ source: { bucket, key }, destination, output }: Request): ObjectLocation {
  if (destination) return destination;
  const name = key.replace(/(?<=[^/])\.[^./]*$/, '');
  return { bucket, key: `enhanced/${name}.${outputFormats[output.format].extension}` };
}

/** No result may be stored there. `message` says why, for people. */
export class DestinationRefused extends Error {}

/** Throws before any work is done what storing would throw after it, or DestinationRefused. */
export function checkDestination(storage: Storage, destination: ObjectLocation): void {
  // The contract has checked what the caller named, so it is the default that has grown too long.
  const [issue] = objectLocation.safeParse(destination).error?.issues ?? [];
  if (issue) {
    throw new DestinationRefused(
      `destination.key: \`enhanced/\` and the key of the source: ${issue.message} Name a destination.`,
    );
  }
  try {
    storage.checkWrite(destination);
  } catch (error) {
    if (!(error instanceof ObjectKeyNotAllowedError)) throw error;
    throw new DestinationRefused(`destination.key: ${error.message}`, { cause: error });
  }
}
