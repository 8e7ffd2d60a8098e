import { InvalidInputError } from '../../errors.ts';

/** A place in a timeline: behind an event of an execution. Event 0 is the place before the first. */
export interface Place {
  runId: string;
  eventId: number;
}

const uuidLength = 36;
const form = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(0|[1-9]\d{0,8})$/;

/** The opaque cursor of the API. */
export const encodePlace = ({ runId, eventId }: Place) => Buffer.from(`${runId}${eventId}`).toString('base64url');

/** Throws InvalidInputError for a text that no timeline has made. */
export function decodePlace(cursor: string): Place {
  const text = Buffer.from(cursor, 'base64url').toString();
  const place = { runId: text.slice(0, uuidLength), eventId: Number(text.slice(uuidLength)) };
  if (!form.test(text) || encodePlace(place) !== cursor) throw notACursor();
  return place;
}

export const notACursor = () =>
  new InvalidInputError([{ path: ['after'], message: "This is not a cursor of this run's timeline." }]);
