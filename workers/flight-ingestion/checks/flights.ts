import type { FlightImage } from '../manifest.ts';

/** Images that one camera has taken one after the other. */
export interface Flight {
  folder: string;
  camera: FlightImage['camera'];
  /** In order of their names, numbers by their value. */
  images: FlightImage[];
}

const byName = new Intl.Collator('en', { numeric: true }).compare;

/**
 * The images of each folder and camera, as two drones in the air do not fly from one to the other; without duplicates, whose
 * names are in no order.
 */
export function toFlights(images: readonly FlightImage[]): Flight[] {
  const flights = new Map<string, Flight>();
  for (const image of images) {
    if (image.problems.some(({ code }) => code === 'DUPLICATE')) continue;
    const folder = `${image.bucket}/${image.key}`.replace(/[^/]*$/, '');
    const name = JSON.stringify([folder, image.camera]);
    const flight = flights.get(name);
    if (flight) flight.images.push(image);
    else flights.set(name, { folder, camera: image.camera, images: [image] });
  }
  for (const flight of flights.values()) flight.images.sort((a, b) => byName(a.key, b.key));
  return [...flights.values()];
}

/** Milliseconds by the clock of the camera, which is what its images have in common; else by its receiver. */
export function clockOf({ localTime, takenAt }: FlightImage): number | null {
  const text = localTime ? `${localTime}Z` : takenAt;
  return text === null ? null : Date.parse(text);
}
