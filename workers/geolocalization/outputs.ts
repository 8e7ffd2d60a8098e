import type { DestinationPrefix, ObjectLocation } from '../kit/objects.ts';

/**
 * What the keys of results begin with: `scenes/a.tif` becomes `located/scenes/a.tif/` unless the caller says otherwise. With its
 * extension, so that `scenes/a.jpg` has results of its own.
 */
export const destinationOf = (image: ObjectLocation, destination: DestinationPrefix | undefined): DestinationPrefix =>
  destination ?? { bucket: image.bucket, prefix: `located/${image.key}/` };

/** Where the three results go. */
export const outputsOf = ({ bucket, prefix }: DestinationPrefix) => ({
  geoJson: { bucket, key: `${prefix}footprint.geojson` },
  worldFile: { bucket, key: `${prefix}image.wld` },
  overlay: { bucket, key: `${prefix}overlay.png` },
});
