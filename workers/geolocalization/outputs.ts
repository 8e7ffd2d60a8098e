import type { Storage } from '../../src/platform/storage.ts';
import { ObjectKeyNotAllowedError } from '../../src/errors.ts';
import { objectLocation, type ObjectLocation } from '../kit/objects.ts';

interface Prefix {
  bucket: string;
  prefix: string;
}

/** No result may be stored there. `message` says why, for people. */
export class DestinationRefused extends Error {}

/** What the keys of results begin with: `scenes/a.tif` becomes `located/scenes/a/` unless the caller says otherwise. */
export const destinationOf = (image: ObjectLocation, destination: Prefix | undefined): Prefix =>
  destination ?? { bucket: image.bucket, prefix: `located/${image.key.replace(/(?<=[^/])\.[^./]*$/, '')}/` };

/** Where the three results go. */
export const outputsOf = ({ bucket, prefix }: Prefix) => ({
  geoJson: { bucket, key: `${prefix}footprint.geojson` },
  worldFile: { bucket, key: `${prefix}image.wld` },
  overlay: { bucket, key: `${prefix}overlay.png` },
});

/** Throws before any work is done what storing would throw after it, or DestinationRefused. */
export function checkOutputs(storage: Pick<Storage, 'checkWrite'>, destination: Prefix): void {
  for (const location of Object.values(outputsOf(destination))) {
    const [issue] = objectLocation.safeParse(location).error?.issues ?? [];
    if (issue) throw new DestinationRefused(`destination.prefix: ${issue.message}`);
    try {
      storage.checkWrite(location);
    } catch (error) {
      if (!(error instanceof ObjectKeyNotAllowedError)) throw error;
      throw new DestinationRefused(`destination.prefix: ${error.message}`, { cause: error });
    }
  }
}
