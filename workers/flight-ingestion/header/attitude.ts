import type { FlightImage } from '../manifest.ts';
import type { Tags } from './tags.ts';

type Found = Pick<FlightImage, 'attitude' | 'flightAttitude' | 'rtk'>;

/** How camera and aircraft were turned, and how sure the receiver was, as DJI writes it. */
export const readAttitude = (tags: Tags): Found => ({
  attitude: angles(tags, 'Gimbal'),
  flightAttitude: angles(tags, 'Flight'),
  rtk: readRtk(tags),
});

function angles(tags: Tags, of: 'Gimbal' | 'Flight'): FlightImage['attitude'] {
  const [yaw, pitch, roll] = ['Yaw', 'Pitch', 'Roll'].map((name) => angle(tags.xmpNumber(`${of}${name}Degree`)));
  if (yaw === null || pitch === null || yaw === undefined || pitch === undefined) return null;
  return { yaw, pitch, roll: roll ?? 0 };
}

const angle = (value: number | null) => (value !== null && Math.abs(value) <= 360 ? value : null);

function readRtk(tags: Tags): FlightImage['rtk'] {
  const flag = tags.xmpNumber('RtkFlag');
  const std = (name: string) => {
    const value = tags.xmpNumber(`RtkStd${name}`);
    return value !== null && Number.isFinite(value) ? value : null;
  };
  const rtk = {
    flag: flag !== null && Number.isSafeInteger(flag) ? flag : null,
    stdLon: std('Lon'),
    stdLat: std('Lat'),
    stdHgt: std('Hgt'),
  };
  return Object.values(rtk).some((value) => value !== null) ? rtk : null;
}
