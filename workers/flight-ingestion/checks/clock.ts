import type { FlightImage } from '../manifest.ts';
import { nameOf, type Finding } from './finding.ts';
import { clockOf, type Flight } from './flights.ts';
import { longestRise } from './longest-rise.ts';
import { median } from './median.ts';

/** Milliseconds: GPS times are of whole seconds, and of the last fix. */
const tolerance = 5000;
/** Of images that may be out of the order of their names before that says nothing of clocks. */
const mostOutOfOrder = 0.1;

/** Images whose clock disagrees with GPS time, or with the order of the names. */
export function findClockJumps({ images }: Flight): Finding[] {
  const found = againstGps(images);
  const off = new Set(found.map(([image]) => image));
  const rest = images.filter((image) => !off.has(image));
  return [...found, ...againstNames(rest)];
}

function againstGps(images: readonly FlightImage[]): Finding[] {
  const ahead = images.flatMap((image) => {
    if (!image.localTime || !image.gpsTime) return [];
    return [{ image, by: Date.parse(`${image.localTime}Z`) - Date.parse(image.gpsTime) }];
  });
  const usual = median(ahead.map(({ by }) => by));
  return ahead
    .filter(({ by }) => Math.abs(by - usual) > tolerance)
    .map(({ image, by }): Finding => [
      image,
      'CLOCK_JUMP',
      `Its clock is ${seconds(by - usual)} off what it is to GPS time in most images of the flight.`,
    ]);
}

function againstNames(images: readonly FlightImage[]): Finding[] {
  const timed = images.flatMap((image) => {
    const time = clockOf(image);
    return time === null ? [] : [{ image, time }];
  });
  const kept = longestRise(timed.map(({ time }) => time));
  const out = timed.length - kept.size;
  if (out === 0 || out > Math.max(1, timed.length * mostOutOfOrder)) return [];
  return timed.flatMap(({ image, time }, at): Finding[] => {
    if (kept.has(at)) return [];
    const beside = timed[at - 1] ?? timed[at + 1]!;
    const message = `By its clock it is ${seconds(time - beside.time)} from ${nameOf(beside.image)}, which is next to it by name.`;
    return [[image, 'CLOCK_JUMP', message]];
  });
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
