import { createEnu } from '../../src/platform/geo/enu.ts';

interface Place {
  lon: number;
  lat: number;
}

/** Metres by which places are east and north of one, in the plane that touches the WGS 84 ellipsoid there. */
export function differenceFrom(truth: Place): (measured: Place) => { x: number; y: number } {
  const { toLocal } = createEnu({ lon: truth.lon, lat: truth.lat, height: 0 });
  return ({ lon, lat }) => {
    const { east: x, north: y } = toLocal({ lon, lat, height: 0 });
    return { x, y };
  };
}
