import type { ObjectLocation } from '../kit/objects.ts';

interface Prefix {
  bucket: string;
  prefix: string;
}

/** What the keys of reports begin with: `ingested/a/manifest.jsonl` becomes `accuracy/ingested/a/manifest/` unless the caller says otherwise. */
export const destinationOf = ({
  manifest,
  destination,
}: {
  manifest: ObjectLocation;
  destination?: Prefix | undefined;
}): Prefix =>
  destination ?? { bucket: manifest.bucket, prefix: `accuracy/${manifest.key.replace(/(?<=[^/])\.[^./]*$/, '')}/` };

/** Where the three reports go. */
export const outputsOf = ({ bucket, prefix }: Prefix) => ({
  html: { bucket, key: `${prefix}report.html` },
  json: { bucket, key: `${prefix}report.json` },
  csv: { bucket, key: `${prefix}errors.csv` },
});
