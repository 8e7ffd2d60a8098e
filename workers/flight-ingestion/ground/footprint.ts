import { createEnu } from '../../../src/platform/geo/enu.ts';
import { radians } from '../../../src/platform/geo/ellipsoid.ts';

interface Camera {
  lon: number;
  lat: number;
  width: number;
  height: number;
  focalLengthPx: number;
  heightAboveGround: number;
  attitude: { yaw: number; pitch: number; roll: number };
}

export interface Footprint {
  /** Closed, counter-clockwise: lon and lat. */
  ring: [number, number][];
  /** Metres a pixel in the middle of the image. */
  groundSamplingDistance: number;
}

/** North, east, down. */
type Vector = readonly [number, number, number];

/** Degrees from straight down; farther out, a degree of error moves the ground by more than the image is wide. */
const mostOblique = 80;
const leastDown = Math.cos(radians(mostOblique));

/**
 * What a camera shows of flat ground, or null when it sees too far towards the horizon. A ray through a pixel at x right of
 * and y below the middle has the direction f a + x r + y d, with the focal length f in pixels and the directions of the
 * camera in north, east and down:
 *
 *     a = (cos θ cos ψ, cos θ sin ψ, -sin θ)             ahead, for yaw ψ and pitch θ
 *     r = cos φ r0 + sin φ d0,  r0 = (-sin ψ, cos ψ, 0)  right, for roll φ
 *     d = cos φ d0 - sin φ r0,  d0 = a × r0              down in the image
 *
 * It meets the ground, H below, at H / v down of its length, where v is its direction. The ground sampling distance is that
 * length along a, over f.
 */
export function footprintOf(camera: Camera): Footprint | null {
  const { lon, lat, width, height, focalLengthPx: f, heightAboveGround } = camera;
  const { ahead, right, down } = directions(camera.attitude);
  const corners = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ] as const;
  const rays = corners.map(([x, y]) => sum([f, ahead], [(x * width) / 2, right], [(y * height) / 2, down]));
  if ([...rays, ahead].some((ray) => ray[2] / Math.hypot(...ray) < leastDown)) return null;
  const enu = createEnu({ lon, lat, height: 0 });
  const ring = rays.map(([north, east, below]): [number, number] => {
    const metres = heightAboveGround / below;
    const point = enu.toGeographic({ east: east * metres, north: north * metres, up: 0 });
    return [near(point.lon, lon), point.lat];
  });
  if (signedArea(ring) < 0) ring.reverse();
  return { ring: [...ring, ring[0]!], groundSamplingDistance: heightAboveGround / ahead[2] / f };
}

function directions({ yaw, pitch, roll }: Camera['attitude']) {
  const [psi, theta, phi] = [radians(yaw), radians(pitch), radians(roll)];
  const ahead: Vector = [Math.cos(theta) * Math.cos(psi), Math.cos(theta) * Math.sin(psi), -Math.sin(theta)];
  const level: Vector = [-Math.sin(psi), Math.cos(psi), 0];
  const below: Vector = [
    ahead[1] * level[2] - ahead[2] * level[1],
    ahead[2] * level[0] - ahead[0] * level[2],
    ahead[0] * level[1] - ahead[1] * level[0],
  ];
  return {
    ahead,
    right: sum([Math.cos(phi), level], [Math.sin(phi), below]),
    down: sum([Math.cos(phi), below], [-Math.sin(phi), level]),
  };
}

const sum = (...parts: (readonly [factor: number, vector: Vector])[]): Vector =>
  parts.reduce<Vector>(([a, b, c], [factor, [x, y, z]]) => [a + factor * x, b + factor * y, c + factor * z], [0, 0, 0]);

/** A longitude as it is beside another one, also across the date line. */
const near = (lon: number, other: number) => lon + 360 * Math.round((other - lon) / 360);

/** Positive for rings that go counter-clockwise. */
export const signedArea = (ring: readonly (readonly [number, number])[]) =>
  ring.reduce((area, [x, y], n) => {
    const [nextX, nextY] = ring[(n + 1) % ring.length]!;
    const [x0, y0] = ring[0]!; // degrees far from 0 would take away digits
    return area + ((x - x0) * (nextY - y0) - (nextX - x0) * (y - y0)) / 2;
  }, 0);
