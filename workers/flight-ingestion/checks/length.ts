import { geodesicDistance } from '../../../src/platform/geo/distance.ts';
import type { Placed } from './line.ts';

/** Metres from image to image. */
export const lengthOf = (line: readonly Placed[]) =>
  line.slice(1).reduce((metres, image, n) => metres + geodesicDistance(line[n]!, image), 0);
