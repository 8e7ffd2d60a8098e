import type { DestinationPrefix } from '../kit/objects.ts';
import type { FlightSource } from './contract.ts';

/** What the keys of results begin with: `surveys/north/` becomes `ingested/surveys/north/` unless the caller says otherwise. */
export function destinationOf({
  prefix,
  images,
  destination,
}: FlightSource & { destination?: DestinationPrefix | undefined }): DestinationPrefix {
  if (destination) return destination;
  const { bucket, prefix: folder } = prefix ?? folderOf(images![0]!);
  return { bucket, prefix: `ingested/${folder}${folder === '' || folder.endsWith('/') ? '' : '/'}` };
}

const folderOf = ({ bucket, key }: { bucket: string; key: string }) => ({ bucket, prefix: key.replace(/[^/]*$/, '') });

/** Where the two results go. */
export const outputsOf = ({ bucket, prefix }: DestinationPrefix) => ({
  manifest: { bucket, key: `${prefix}manifest.jsonl` },
  map: { bucket, key: `${prefix}flight.geojson` },
});
