import type { Grey } from '../src/platform/geo/grey.ts';
import { project, type Homography } from '../src/platform/registration/homography.ts';
import { createRandom } from './random.ts';

/** Numbers from 0 to 1, the same for a seed. */
function createFractions(seed: number): (from?: number, to?: number) => number {
  const { integer } = createRandom(seed);
  return (from = 0, to = 1) => from + (integer(0, 1e9) / 1e9) * (to - from);
}

/** Country as from above: fields of their own brightness over hills, with grain. The same for a seed. */
export function terrain(seed: number, side: number): Grey {
  const fraction = createFractions(seed);
  const lattice = Float32Array.from({ length: 65_536 }, () => fraction());
  const at = (x: number, y: number, octave: number) => lattice[((y & 255) * 256 + (x & 255) + octave * 7919) & 65_535]!;
  const smooth = (x: number, y: number, octave: number) => {
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [u, v] = [x - left, y - top];
    const above = at(left, top, octave) * (1 - u) + at(left + 1, top, octave) * u;
    return above * (1 - v) + (at(left, top + 1, octave) * (1 - u) + at(left + 1, top + 1, octave) * u) * v;
  };
  const field = 38;
  const data = new Uint8Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [column, row] = [Math.floor(x / field), Math.floor(y / field)];
      let nearest = Infinity;
      let crop = 0;
      for (let down = row - 1; down <= row + 1; down++) {
        for (let across = column - 1; across <= column + 1; across++) {
          const dx = (across + at(across, down, 1)) * field - x;
          const dy = (down + at(across, down, 2)) * field - y;
          if (dx * dx + dy * dy >= nearest) continue;
          nearest = dx * dx + dy * dy;
          crop = at(across, down, 3);
        }
      }
      const hills = smooth(x / 90, y / 90, 4) * 60 + smooth(x / 21, y / 21, 5) * 36 + smooth(x / 4, y / 4, 6) * 24;
      data[y * side + x] = 30 + hills + crop * 100;
    }
  }
  return { data, width: side, height: side };
}

/** What a camera makes of what it sees. */
export interface Look {
  /** From pixels of the picture to pixels of the ground, both from their upper left corners. */
  homography: Homography;
  width: number;
  height: number;
  /** Sigma, in levels of grey. */
  noise: number;
  gain: number;
  bias: number;
  /** Radius in pixels. */
  blur: number;
  /** Share of a white veil, 0 to 1. */
  haze: number;
}

/** A picture of the ground by that camera. */
export function photograph(ground: Grey, look: Look, seed: number): Grey {
  const fraction = createFractions(seed);
  const { width, height, homography } = look;
  const seen = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [gx, gy] = project(homography, [x + 0.5, y + 0.5]) ?? [-1, -1];
      seen[y * width + x] = interpolated(ground, gx - 0.5, gy - 0.5);
    }
  }
  const blurred = look.blur > 0 ? boxed(boxed(seen, width, height, look.blur), width, height, look.blur) : seen;
  const data = Uint8Array.from(blurred, (value) => {
    const bright = (value - 128) * look.gain + 128 + look.bias;
    const veiled = bright * (1 - look.haze) + 235 * look.haze;
    const grain = (fraction() + fraction() + fraction() + fraction() - 2) * Math.sqrt(3) * look.noise;
    return Math.max(0, Math.min(255, Math.round(veiled + grain)));
  });
  return { data, width, height };
}

function interpolated({ data, width, height }: Grey, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) return 0;
  const [u, v] = [x - left, y - top];
  const from = top * width + left;
  const above = data[from]! * (1 - u) + data[from + 1]! * u;
  return above * (1 - v) + (data[from + width]! * (1 - u) + data[from + width + 1]! * u) * v;
}

function boxed(values: Float32Array, width: number, height: number, radius: number): Float32Array {
  const across = values.map((_, at) => mean(values, at, 1, at % width, width, radius));
  return across.map((_, at) => mean(across, at, width, Math.floor(at / width), height, radius));
}

function mean(values: Float32Array, at: number, stride: number, place: number, length: number, radius: number): number {
  const [from, to] = [Math.max(0, place - radius), Math.min(length - 1, place + radius)];
  let sum = 0;
  for (let other = from; other <= to; other++) sum += values[at + (other - place) * stride]!;
  return sum / (to - from + 1);
}

/** A camera above a ground of that size: anywhere, turned and tilted at will, in any weather. The same for a seed. */
export function anyLook(seed: number, ground: { width: number; height: number }): Look {
  const fraction = createFractions(seed);
  const scale = fraction(0.6, 1.4); // pixels of the ground to one of the picture
  const side = Math.min(ground.width, ground.height);
  const width = Math.round(Math.min(900, (side * 0.62) / scale));
  const height = Math.round(width * fraction(0.7, 1));
  const angle = fraction(0, 2 * Math.PI);
  const [tiltX, tiltY] = [fraction(-1, 1) * 1.5e-4, fraction(-1, 1) * 1.5e-4];
  const [cos, sin] = [Math.cos(angle) * scale, Math.sin(angle) * scale];
  const reach = (Math.hypot(width, height) / 2) * scale * 1.1;
  const middle = (length: number) => (length > 2 * reach ? fraction(reach, length - reach) : length / 2);
  const [cx, cy] = [middle(ground.width), middle(ground.height)];
  const [x0, y0] = [width / 2, height / 2];
  // About the middle of the picture: tilt, then turn and scale, then to the place.
  const rows = [
    [cos + cx * tiltX, -sin + cx * tiltY, cx],
    [sin + cy * tiltX, cos + cy * tiltY, cy],
    [tiltX, tiltY, 1],
  ].map(([a = 0, b = 0, c = 0]) => [a, b, c - a * x0 - b * y0]);
  return {
    homography: rows.flat() as unknown as Homography,
    width,
    height,
    noise: fraction(0, 10),
    gain: fraction(0.6, 1.3),
    bias: fraction(-25, 25),
    blur: fraction() < 0.3 ? 1 : 0,
    haze: fraction() < 0.3 ? fraction(0.2, 0.5) : 0,
  };
}

/** Pixels of the ground between where a homography puts the middle and corners of a picture, and where they are. */
export function positionError(found: Homography, { homography, width, height }: Look) {
  const away = (x: number, y: number) => {
    const [is, should] = [project(found, [x, y]), project(homography, [x, y])];
    return is && should ? Math.hypot(is[0] - should[0], is[1] - should[1]) : Infinity;
  };
  const corners = [away(0, 0), away(width, 0), away(width, height), away(0, height)];
  return { middle: away(width / 2, height / 2), corner: Math.max(...corners) };
}
