import type { FlightImage, ImageProblem } from '../manifest.ts';
import type { Tags } from './tags.ts';

type Found = Pick<FlightImage, 'takenAt' | 'localTime' | 'gpsTime'> & { problems: ImageProblem[] };

const minute = 60_000;
/** Offsets of time zones are multiples of it, and at most so many. */
const offsetStep = 15;
const mostOffset = 14 * 60;
/** Milliseconds that camera and receiver may differ for the offset to be taken from them. */
const tolerance = 5 * minute;

/** When it was taken: camera time as it is, and with an offset when one is known. */
export function readTime(tags: Tags): Found {
  const local = cameraTime(tags);
  const gps = gpsTime(tags);
  const gpsText = gps === null ? null : new Date(gps).toISOString();
  if (local === null) {
    const problems: ImageProblem[] = gps === null ? [{ code: 'NO_TIME', message: 'It has no time.' }] : [];
    return { takenAt: gpsText, localTime: null, gpsTime: gpsText, problems };
  }
  const localTime = new Date(local).toISOString().replace(/(\.000)?Z$/, '');
  const offset = statedOffset(tags) ?? derivedOffset(local, gps);
  if (offset === null) {
    const message = 'Its time has no offset from UTC, and no GPS time tells it.';
    return { takenAt: null, localTime, gpsTime: gpsText, problems: [{ code: 'NO_TIME_OFFSET', message }] };
  }
  return { takenAt: `${localTime}${offsetText(offset)}`, localTime, gpsTime: gpsText, problems: [] };
}

/** Milliseconds since 1970 by the clock of the camera, as if it were UTC. */
function cameraTime(tags: Tags): number | null {
  for (const kind of ['Original', 'Digitized', '']) {
    const time = dateTime(tags.exifText(`DateTime${kind}`));
    if (time === null) continue;
    const fraction = /^\d+/.exec(tags.exifText(`SubSecTime${kind}`) ?? '')?.[0];
    return time + (fraction ? Math.round(Number(`0.${fraction}`) * 1000) : 0);
  }
  return null;
}

function dateTime(text: string | null): number | null {
  const parts = /^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)/.exec(text ?? '');
  if (!parts) return null;
  const [year, month, day, hour, minutes, seconds] = parts.slice(1).map(Number) as [number, ...number[]];
  const time = Date.UTC(year, month! - 1, day, hour, minutes, seconds);
  const back = new Date(time);
  // The 31st of April becomes the 1st of May, and the year 0000 is how cameras say that they do not know.
  return year >= 1900 && back.getUTCMonth() === month! - 1 && back.getUTCDate() === day ? time : null;
}

function gpsTime(tags: Tags): number | null {
  const day = dateTime(`${tags.exifText('GPSDateStamp')} 00:00:00`);
  const [hours = NaN, minutes = NaN, seconds = NaN] = tags.exifNumbers('GPSTimeStamp') ?? [];
  const isTime = hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60 && seconds >= 0 && seconds <= 60;
  return day !== null && isTime ? day + Math.round(((hours * 60 + minutes) * 60 + seconds) * 1000) : null;
}

/** Minutes that local time is ahead of UTC. */
function statedOffset(tags: Tags): number | null {
  for (const kind of ['Original', 'Digitized', '']) {
    const parts = /^([+-])(\d\d):?(\d\d)$/.exec(tags.exifText(`OffsetTime${kind}`) ?? '');
    if (!parts) continue;
    const offset = (Number(parts[2]) * 60 + Number(parts[3])) * (parts[1] === '-' ? -1 : 1);
    if (Math.abs(offset) <= mostOffset) return offset;
  }
  return null;
}

function derivedOffset(local: number, gps: number | null): number | null {
  if (gps === null) return null;
  const offset = Math.round((local - gps) / minute / offsetStep) * offsetStep;
  const isPlausible = Math.abs(offset) <= mostOffset && Math.abs(local - gps - offset * minute) <= tolerance;
  return isPlausible ? offset : null;
}

function offsetText(offset: number): string {
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${offset < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`;
}

const two = (value: number) => String(value).padStart(2, '0');
