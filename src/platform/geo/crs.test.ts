import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createCrs } from './crs.ts';
import { utmZoneOf } from './utm.ts';

/**
 * What PROJ 9.1.1 of Debian 12 (`apt-get install proj-bin`) says, each by
 * `echo "<lat> <lon>" | cs2cs -f %.9f EPSG:4326 EPSG:<number>`; northing and easting of 2193 are swapped there.
 */
const recorded = [
  [32_631, 'the eastern edge of its zone', 5.9999999, 45.5, 734_378.653666768, 5_042_875.017051598],
  [32_631, 'its central meridian', 3, 51.4511822, 500_000.000000001, 5_699_999.99936968],
  [32_733, 'a tenth of a degree beyond the edge of its zone', 11.9, -33.5, 212_000.015377999, 6_288_978.022337915],
  [32_760, 'close to the antimeridian', 178.9, -20, 698_778.032127293, 7_787_391.150609513],
  [28_992, 'Amersfoort, seven parameters', 5.387, 52.155, 154_986.073175035, 462_980.830142171],
  [27_700, 'Great Britain, seven parameters', -2.5, 53.1, 366_618.799965149, 355_983.610655435],
  [2154, 'Lambert, two parallels', 2.35, 48.85, 652_301.564830528, 6_861_302.725899576],
  [2056, 'Swiss oblique Mercator', 7.44, 46.95, 2_600_104.109499608, 1_199_879.628237659],
  [3031, 'Antarctic, polar stereographic', 45, -75, 1_158_794.740772608, 1_158_794.740772608],
  [2193, 'New Zealand', 174.7, -41.3, 1_742_325.10629853, 5_426_545.452256547],
  [2285, 'feet of the United States', -122, 47.8, 1_353_698.643159818, 293_988.451348446],
] as const;

test.for(recorded)('EPSG:%i is what PROJ says: %s', ([epsg, , lon, lat, east, north], { expect: expectHere }) => {
  const crs = createCrs(epsg);
  const [x, y] = crs.inverse([east, north]);
  expectHere(Math.abs(x - lon)).toBeLessThan(1e-6);
  expectHere(Math.abs(y - lat)).toBeLessThan(1e-6);
  const metres = crs.forward([lon, lat]).map((value, axis) => value - [east, north][axis]!);
  expectHere(Math.hypot(...metres) * (crs.metresPerUnit ?? 1)).toBeLessThan(0.005);
});

const cs2cs = promisify(execFile);
const installed = await cs2cs('cs2cs', ['-l']).then(
  () => true,
  () => false,
);

test.runIf(installed)('EPSG numbers are what the PROJ of this machine says, all over their areas', async () => {
  const areas = [
    [32_631, 0, 0, 6, 83],
    [32_719, -72, -79, -66, -1],
    [28_992, 3.5, 50.8, 7.1, 53.5],
    [27_700, -6, 50, 1.7, 58],
    [2154, -4, 42, 8, 51],
    [3031, -180, -89, 180, -61],
    [31_983, -48, -30, -42, -1],
  ] as const;
  for (const [epsg, west, south, east, north] of areas) {
    const crs = createCrs(epsg);
    const places = Array.from({ length: 25 }, (_, at): [number, number] => [
      west + ((at % 5) / 4) * (east - west) * 0.999,
      south + (Math.floor(at / 5) / 4) * (north - south),
    ]);
    const asking = cs2cs('cs2cs', ['-f', '%.9f', `EPSG:${epsg}`, 'EPSG:4326']);
    asking.child.stdin?.end(places.map((place) => `${crs.forward(place).join(' ')}\n`).join(''));
    const { stdout } = await asking;
    const answers = stdout.trim().split('\n');
    expect(answers).toHaveLength(places.length);
    for (const [at, answer] of answers.entries()) {
      const [lat = NaN, lon = NaN] = answer.trim().split(/\s+/).map(Number);
      const [expectedLon, expectedLat] = places[at]!;
      expect(Math.abs(lat - expectedLat), `${epsg} ${answer}`).toBeLessThan(1e-6);
      expect(Math.abs(((lon - expectedLon + 540) % 360) - 180), `${epsg} ${answer}`).toBeLessThan(1e-6);
    }
  }
});

test('a proj string is taken as it is, and degrees are degrees', () => {
  const crs = createCrs('+proj=utm +zone=31 +datum=WGS84 +units=m');
  expect(crs.forward([3, 51.4511822])[0]).toBeCloseTo(500_000, 6);
  expect(crs).toMatchObject({ epsg: null, geographic: false, metresPerUnit: 1 });
  expect(createCrs('epsg:4326')).toMatchObject({ epsg: 4326, geographic: true, metresPerUnit: null });
  expect(createCrs(4326).forward([3, 51])).toEqual([expect.closeTo(3, 12), expect.closeTo(51, 12)]);
});

test.for([
  [999_999, 'EPSG:999999 is not known'],
  ['PROJCS["x"]', 'begins with +proj='],
  ['+proj=nonsense', 'is not understood'],
  ['+proj=longlat +nadgrids=/etc/passwd', 'no grid files'],
  [{ GTModelTypeGeoKey: 1, ProjectedCSTypeGeoKey: 32_767 }, 'gdal_edit.py'],
  [{}, 'does not say'],
] as const)('%j is refused with what to do', ([definition, words], { expect: expectHere }) => {
  expectHere(() => createCrs(definition)).toThrow(words);
});

test.for([
  [NaN, 1],
  [1, Infinity],
  [0, 91],
] as const)('there are no coordinates for %f, %f', (place, { expect: expectHere }) => {
  expectHere(() => createCrs(32_631).forward(place)).toThrow(expect.objectContaining({ code: 'OUTSIDE' }));
});

test.for([
  [2.9, 51, 32_631],
  [-0.1, -0.1, 32_730],
  [180, 10, 32_601],
  [-180, -10, 32_701],
  [5, 60, 32_632], // south-west Norway
  [8, 78, 32_631], // Svalbard
  [20, 78, 32_633],
  [33, 78, 32_637],
  [41.9, 78, 32_637],
] as const)('%f, %f is in the UTM zone of EPSG:%i', ([lon, lat, epsg], { expect: expectHere }) => {
  expectHere(utmZoneOf(lon, lat).epsg).toBe(epsg);
});

test('UTM ends at 84° N and 80° S', () => {
  expect(() => utmZoneOf(0, 84.1)).toThrow('not defined');
  expect(() => utmZoneOf(NaN, 0)).toThrow('not defined');
});
