import { isUsable, type FlightImage } from '../manifest.ts';
import { clockOf, type Flight } from './flights.ts';

export interface Placed extends FlightImage {
  lon: number;
  lat: number;
}

const hasClock = (image: FlightImage) =>
  clockOf(image) !== null && !image.problems.some(({ code }) => code === 'CLOCK_JUMP');

/**
 * The images of a flight in the order in which they were taken: that of their clocks. One without a clock, or with one that is
 * off, comes behind the one before it by name.
 */
export function inOrder({ images }: Flight): FlightImage[] {
  let time = -Infinity;
  return images
    .map((image) => {
      if (hasClock(image)) time = clockOf(image)!;
      return { image, time };
    })
    .toSorted((a, b) => (a.time === b.time ? 0 : a.time - b.time))
    .map(({ image }) => image);
}

export const isPlaced = (image: FlightImage): image is Placed => isUsable(image);

/** Those of them that can be relied on, position and clock. */
export const timedLineOf = (flight: Flight): Placed[] => inOrder(flight).filter(hasClock).filter(isPlaced);
