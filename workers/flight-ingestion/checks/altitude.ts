import type { FlightImage } from '../manifest.ts';
import type { Finding } from './finding.ts';
import { median } from './median.ts';

/** Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993: a modified z-score above it is an outlier. */
const limit = 3.5;
/** Of normal values, the standard deviation is so many times the median absolute deviation. */
const toSigma = 1.4826;
/** Metres; flights that hold their height to centimetres would have outliers of decimetres. */
const leastSigma = 1;
const leastImages = 5;

/** Altitudes that are far off the median of those with the same reference: |z - median| / (1.4826 MAD) > 3.5. */
export function findAltitudeOutliers(images: readonly FlightImage[]): Finding[] {
  return (['ELLIPSOID', 'SEA_LEVEL'] as const).flatMap((reference) => {
    const high = images.filter(
      (image): image is FlightImage & { altitude: number } =>
        image.altitude !== null && image.altitudeReference === reference,
    );
    if (high.length < leastImages) return [];
    const middle = median(high.map(({ altitude }) => altitude));
    const mad = median(high.map(({ altitude }) => Math.abs(altitude - middle)));
    const sigma = Math.max(toSigma * mad, leastSigma);
    return high
      .filter(({ altitude }) => Math.abs(altitude - middle) / sigma > limit)
      .map((image): Finding => {
        const message = `Its altitude is ${image.altitude.toFixed(1)} m; the median is ${middle.toFixed(1)} m, and ${(limit * sigma).toFixed(1)} m off it is usual at most.`;
        return [image, 'ALTITUDE_OUTLIER', message];
      });
  });
}
