/** The WGS 84 ellipsoid (NGA.STND.0036, table 3.1). */
export const wgs84 = { a: 6_378_137, f: 1 / 298.257223563, b: 6_378_137 * (1 - 1 / 298.257223563) } as const;

/** Square of the first eccentricity. */
export const e2 = wgs84.f * (2 - wgs84.f);

export const radians = (degrees: number) => (degrees * Math.PI) / 180;
export const degrees = (radian: number) => (radian * 180) / Math.PI;

/** Degrees from -180 to 180, the latter not included. */
export const wrapDegrees = (angle: number) => ((((angle + 180) % 360) + 360) % 360) - 180;

/** Radius of curvature in the prime vertical, east-west: N = a / sqrt(1 - e² sin² φ). Radians. */
export const primeVerticalRadius = (lat: number) => wgs84.a / Math.sqrt(1 - e2 * Math.sin(lat) ** 2);
