import { ObjectKeyNotAllowedError } from '../../src/errors.ts';
import type { Storage } from '../../src/platform/storage.ts';
import { objectLocation } from '../kit/objects.ts';
import type { FlightSource } from './contract.ts';

interface Prefix {
  bucket: string;
  prefix: string;
}

/** No result may be stored there. `message` says why, for people. */
export class DestinationRefused extends Error {}

/** What the keys of results begin with: `surveys/north/` becomes `ingested/surveys/north/` unless the caller says otherwise. */
export function destinationOf({
  prefix,
  images,
  destination,
}: FlightSource & { destination?: Prefix | undefined }): Prefix {
  if (destination) return destination;
  const { bucket, prefix: folder } = prefix ?? folderOf(images![0]!);
  return { bucket, prefix: `ingested/${folder}${folder === '' || folder.endsWith('/') ? '' : '/'}` };
}

const folderOf = ({ bucket, key }: { bucket: string; key: string }) => ({ bucket, prefix: key.replace(/[^/]*$/, '') });

/** Where the two results go. */
export const outputsOf = ({ bucket, prefix }: Prefix) => ({
  manifest: { bucket, key: `${prefix}manifest.jsonl` },
  map: { bucket, key: `${prefix}flight.geojson` },
});

/** Throws before any work is done what storing would throw after it, or DestinationRefused. */
export function checkDestination(storage: Pick<Storage, 'checkWrite'>, destination: Prefix): void {
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
