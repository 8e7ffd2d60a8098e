import { geodesicDistance } from '../../src/platform/geo/distance.ts';
import { createEnu } from '../../src/platform/geo/enu.ts';
import type { GeoTransform } from '../../src/platform/geo/geo-transform.ts';
import { toCoordinates } from '../../src/platform/geo/geo-transform.ts';
import {
  cornersOf,
  project,
  signedArea,
  type Homography,
  type Point,
} from '../../src/platform/registration/homography.ts';
import type { LonLat } from './contract.ts';

interface Size {
  width: number;
  height: number;
}

/** From pixels of an image to the ground. */
export type ToGround = (pixel: Point) => LonLat;

/** What an image shows of the ground: its corners, its middle, how it is turned, and how much of the ground a pixel is. */
export function placeOf(size: Size, toGround: ToGround) {
  const { width, height } = size;
  const centre = toGround([width / 2, height / 2]);
  const footprint = cornersOf(size).map(toGround);
  const { toLocal } = createEnu({ ...centre, height: 0 });
  const local = (point: LonLat): Point => {
    const { east, north } = toLocal({ ...point, height: 0 });
    return [east, north];
  };
  const [east, north] = local(toGround([width / 2, 0]));
  return {
    centre,
    footprint,
    rotationDegrees: ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360,
    groundSamplingDistance: Math.sqrt(Math.abs(signedArea(footprint.map(local))) / (width * height)),
  };
}

/** Metres east and north from one place to another. */
export function offsetBetween(from: LonLat, to: LonLat) {
  const { east, north } = createEnu({ ...from, height: 0 }).toLocal({ ...to, height: 0 });
  return { offsetMetres: geodesicDistance(from, to), offsetEast: east, offsetNorth: north };
}

/**
 * The affine transformation closest to a homography into a raster, by least squares over the corners of an image; and how far
 * it puts a corner from where the homography does, in pixels of the raster.
 */
export function affineOf(homography: Homography, size: Size, raster: GeoTransform) {
  const corners = cornersOf(size).map((corner) => project(homography, corner) ?? [NaN, NaN]) as [number, number][];
  const { width, height } = size;
  // Over the corners of a rectangle the least squares are these differences of means.
  const fit = (axis: 0 | 1) => {
    const [upperLeft, upperRight, lowerRight, lowerLeft] = corners.map((corner) => corner[axis]) as [
      number,
      number,
      number,
      number,
    ];
    const across = (upperRight + lowerRight - upperLeft - lowerLeft) / (2 * width);
    const down = (lowerLeft + lowerRight - upperLeft - upperRight) / (2 * height);
    const mean = (upperLeft + upperRight + lowerRight + lowerLeft) / 4;
    return { across, down, start: mean - (across * width + down * height) / 2 };
  };
  const [x, y] = [fit(0), fit(1)];
  const off = cornersOf(size).map(([column, row], index) => {
    const affine = [x, y].map(({ across, down, start }) => across * column + down * row + start);
    return [affine[0]! - corners[index]![0], affine[1]! - corners[index]![1]] as const;
  });
  const [c, f] = toCoordinates(raster, [x.start, y.start]);
  const { a, b, d, e } = raster;
  const transform: GeoTransform = {
    a: a * x.across + b * y.across,
    b: a * x.down + b * y.down,
    c,
    d: d * x.across + e * y.across,
    e: d * x.down + e * y.down,
    f,
  };
  return { transform, off };
}

/** The six lines of a world file, whose place is the middle of the first pixel. */
export function worldFile({ a, b, c, d, e, f }: GeoTransform): string {
  return [a, d, b, e, c + (a + b) / 2, f + (d + e) / 2].map((value) => `${value}\n`).join('');
}
