import type { DestinationPrefix, ObjectLocation } from '../kit/objects.ts';

/** What the keys of reports begin with: `ingested/a/manifest.jsonl` becomes `accuracy/ingested/a/manifest/` unless the caller says otherwise. */
export const destinationOf = ({
  manifest,
  destination,
}: {
  manifest: ObjectLocation;
  destination?: DestinationPrefix | undefined;
}): DestinationPrefix =>
  destination ?? { bucket: manifest.bucket, prefix: `accuracy/${manifest.key.replace(/(?<=[^/])\.[^./]*$/, '')}/` };

/** Where the three reports go. */
export const outputsOf = ({ bucket, prefix }: DestinationPrefix) => ({
  html: { bucket, key: `${prefix}report.html` },
  json: { bucket, key: `${prefix}report.json` },
  csv: { bucket, key: `${prefix}errors.csv` },
});
