import { expect, test } from 'vitest';
import { ControlRejected } from './control-point.ts';
import { createMatcher } from './match.ts';
import { readControl } from './read-control.ts';

const read = (text: string, crs: string | null = null) => readControl(Buffer.from(text), crs);
const rejected = (text: string, crs: string | null = null) => {
  try {
    read(text, crs);
  } catch (error) {
    if (error instanceof ControlRejected) return error.message;
    throw error;
  }
  throw new Error('It was taken.');
};

test('CSV is read as cameras, GIS and spreadsheets write it', () => {
  const utm = read('image,x,y,z,crs\na.jpg,500000,4649776.22,120.5,EPSG:32631\n');
  expect(utm).toMatchObject({ problems: [], points: [{ id: 'a.jpg', place: 'line 2', height: 120.5 }] });
  expect(utm.points[0]!.lon).toBeCloseTo(3, 9);
  expect(utm.points[0]!.lat).toBeCloseTo(42, 6);
  expect(read('# surveyed by hand\n\nName;Longitude;Latitude\n"a ""b"";c.jpg";4,5;52,25\r\n').points).toEqual([
    { id: 'a "b";c.jpg', place: 'line 4', lon: 4.5, lat: 52.25, height: null },
  ]);
  expect(read('\uFEFFid\tlat\tlon\nx\t-33.5\t151.25').points).toMatchObject([{ id: 'x', lon: 151.25, lat: -33.5 }]);
});

test('each line that cannot be used is told with its number, and does not stop the others', () => {
  const { points, problems } = read(
    [
      'image,lon,lat,z',
      'a.jpg,4.5,52.25,10',
      ',4.5,52.25,10',
      'c.jpg,4.5,,10',
      'd.jpg,4.5,NaN,10',
      'e.jpg,152.25,95,10',
      'f.jpg,4.5,152.25,10',
      'A.JPG,4.6,52.26,10',
      'g.jpg,4.5,52.25,high',
    ].join('\n'),
  );
  expect(points.map(({ id }) => id)).toEqual(['a.jpg']);
  expect(problems.map(({ code, message }) => [code, message])).toEqual([
    ['INVALID_POINT', 'Line 3: it does not say which image it is of.'],
    ['INVALID_POINT', 'Line 4: "lat" is missing.'],
    ['INVALID_POINT', 'Line 5: "lat" is "NaN", which is no number.'],
    ['INVALID_POINT', 'Line 9: "z" is "high", which is no number.'],
    ['INVALID_POINT', 'Line 6: latitude 95 is not on Earth.'],
    ['INVALID_POINT', 'Line 7: latitude 152.25 is not on Earth. Are latitude and longitude exchanged?'],
    ['DUPLICATE_POINT', 'Line 8: "A.JPG" is in line 2 already, which counts.'],
  ]);
});

test('the system of a point is its own, else that of the input; none, and an unknown one, are errors', () => {
  const csv = 'image,x,y\na.jpg,500000,4649776.22\n';
  expect(read(csv, 'EPSG:32631').points[0]!.lon).toBeCloseTo(3, 9);
  expect(rejected(csv)).toMatch(/^Nothing says which coordinate reference system x and y are in/);
  const two = read('image,x,y,crs\na,500000,4649776.22,32631\nb,1,2,EPSG:999999\n');
  expect(two.points).toHaveLength(1);
  expect(two.problems).toMatchObject([
    { code: 'UNKNOWN_CRS', message: expect.stringMatching(/^Line 3: .*EPSG:999999/) },
  ]);
});

const feature = (properties: object, coordinates: unknown[], more: object = {}) => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates },
  properties,
  ...more,
});

test('GeoJSON is read in WGS 84, or in the system that it names', () => {
  const features = [
    feature({ image: 'a.jpg', id: 1 }, [4.5, 52.25, 12]),
    feature({}, [4.5, 52.25], { id: 7 }),
    feature({}, [4.5, 52.25]),
    feature({ id: 'c' }, ['4.5', 52.25]),
    { type: 'Feature', geometry: { type: 'Polygon', coordinates: [] }, properties: { id: 'd' } },
  ];
  const { points, problems } = read(JSON.stringify({ type: 'FeatureCollection', features }));
  expect(points).toEqual([
    { id: 'a.jpg', place: 'feature 1', lon: 4.5, lat: 52.25, height: 12 },
    { id: '7', place: 'feature 2', lon: 4.5, lat: 52.25, height: null },
  ]);
  expect(problems.map(({ message }) => message)).toEqual([
    'Feature 3: it does not say which image it is of: give it a property "image".',
    'Feature 4: a coordinate is no number.',
    'Feature 5: its geometry is not a Point.',
  ]);
  const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::32631' } };
  const utm = { type: 'FeatureCollection', crs, features: [feature({ id: 'a' }, [500000, 4649776.22])] };
  expect(read(JSON.stringify(utm)).points[0]!.lon).toBeCloseTo(3, 9);
});

test('what is no file of control points says what it lacks', () => {
  expect(rejected('')).toBe('The file of control points is empty.');
  expect(rejected('image,lon\na.jpg,4.5\n')).toMatch(/^Line 1: the header has "image", "lon"\. It needs/);
  expect(rejected('image,lon,lat\n"a.jpg,4.5,52\n')).toBe('Line 2: a quote is opened and never closed.');
  expect(rejected('image,lon,lat\n')).toBe('There is no control point that can be used. The file has none.');
  expect(rejected('image,lon,lat\na,x,1\n')).toMatch(/used\. Line 2: "lon" is "x", which is no number\.$/);
  expect(rejected('{"type":')).toMatch(/no JSON/);
  expect(rejected('{"type":"Feature"}')).toMatch(/not a GeoJSON FeatureCollection/);
  expect(() => readControl(Buffer.from([0xff, 0xd8, 0xff]), null)).toThrow(/not UTF-8/);
});

test('a point is of the image whose key ends in its id, with or without the extension; the longest id counts', () => {
  const match = createMatcher(['DJI_0001.JPG', '101media/DJI_0001.JPG', 'b/c', '/whole/key.jpg'].map((id) => ({ id })));
  expect(match('flight/100MEDIA/DJI_0001.jpg')?.id).toBe('DJI_0001.JPG');
  expect(match('flight/101MEDIA/DJI_0001.JPG')?.id).toBe('101media/DJI_0001.JPG');
  expect(match('a/b/c.tif')?.id).toBe('b/c');
  expect(match('a/bb/c.tif')).toBeNull();
  expect(match('whole/key.jpg')?.id).toBe('/whole/key.jpg');
  expect(match('XDJI_0001.JPG')).toBeNull();
});
