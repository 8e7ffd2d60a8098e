import { expect, test } from 'vitest';
import { controlOf, errorsOf, flightOf, manifestOf } from '../../test/fixtures/accuracy/flight.ts';
import { keepHistory } from '../../test/keep-history.ts';
import { long } from '../../test/long.ts';
import { useStack } from '../../test/stack.ts';
import type { AccuracyResult } from './contract.ts';
import { summarise } from './statistics/summary.ts';

const stack = useStack({ env: { BUS: 'none', TASK_QUEUES: 'imaging,imaging-accuracy' } });

const text = async ({ bucket, key }: { bucket: string; key: string }) =>
  (await stack.storage.read({ bucket, key })).toString();
const points = (source: object, more: object = {}) => ({ points: { source, ...more } });

/** Runs with a reference of control points, until its end. */
async function measure(manifest: Buffer, control: Buffer, more: object = {}, heights?: string) {
  const input = {
    manifest: await stack.put(manifest, 'manifest.jsonl'),
    reference: points(await stack.put(control, 'control.csv'), heights ? { heights } : {}),
    ...more,
  };
  return stack.start('flightAccuracy', input);
}

test('known errors come out as they were put in, in the result and in three reports', { timeout: 60_000 }, async () => {
  const errors = errorsOf(130, { x: 0.04, y: 0.05, z: 0.08 });
  errors[7] = { x: 3, y: 0.01, z: 0.02 };
  errors[9] = { x: 0.01, y: 0.02, z: -5 };
  const flight = flightOf(errors);
  const measured = flight.slice(0, 45);
  measured[0]!.image.key = 'delft/100MEDIA/<b>&"first".JPG';
  const control = controlOf(measured);
  const extra = Buffer.concat([control, Buffer.from('\nnowhere.jpg,4.3,52,1\nbroken.jpg,4.3,north,1\n')]);
  const quoted = Buffer.from(extra.toString().replace('<b>&"first".JPG', '"<b>&""first"".JPG"'));
  const run = await measure(
    manifestOf(flight.map(({ image }) => image)),
    quoted,
    { accuracyClass: { horizontalCm: 10, verticalCm: 5 }, imagesPerPart: 25, partsAtOnce: 2 },
    'ELLIPSOID',
  );
  const details: { part: number; parts: number }[] = [];
  for await (const { detailJson } of run.states('detailJson'))
    if (detailJson) details.push(detailJson as (typeof details)[number]);
  const { status, failure, resultJson, result } = await run.end(
    '... on FlightAccuracyRun { result { html { url contentType } json { url } csv { url } } }',
  );
  expect({ status, failure }).toEqual({ status: 'COMPLETED', failure: null });

  const expected = summarise(errors.slice(0, 45), { limit: 3.5, reject: true });
  const found = resultJson as AccuracyResult;
  expect(found).toMatchObject({ images: 130, measured: 45, points: 46, parts: 6, lostImages: 0, lostParts: [] });
  expect(found.horizontal).toMatchObject({ n: 44, rejected: 1 });
  expect(found.vertical).toMatchObject({ n: 44, rejected: 1 });
  for (const side of ['x', 'y'] as const) {
    for (const what of ['bias', 'standardDeviation', 'rmse', 'max'] as const)
      expect(found.horizontal![side][what], `${side} ${what}`).toBeCloseTo(expected.horizontal![side][what]!, 6);
  }
  expect(found.horizontal!.ce90.normal).toBeCloseTo(expected.horizontal!.ce90.normal!, 6);
  expect(found.vertical!.le95.empirical).toBeCloseTo(expected.vertical!.le95.empirical, 6);
  expect(found.verdict).toMatchObject({
    edition: 'ASPRS_2023',
    outcome: 'NOT_MET',
    horizontal: { outcome: 'MET', limit: 0.1 },
    vertical: { outcome: 'NOT_MET', limit: 0.05 },
  });
  expect(found.problems).toEqual([
    { code: 'INVALID_POINT', key: null, message: expect.stringMatching(/^Line 48: "lat" is "north"/) },
    { code: 'UNMATCHED_POINT', key: null, message: 'Line 47: "nowhere.jpg" is no image of the flight.' },
  ]);
  for (const { part, parts } of details) {
    expect(parts).toBe(6);
    expect(part).toBeLessThanOrEqual(6);
  }

  const links = result as Record<'html' | 'json' | 'csv', { url: string }>;
  const page = await fetch(links.html.url);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const html = await page.text();
  expect(html.match(/<svg /g)).toHaveLength(4);
  expect(html).toContain('&lt;b&gt;&amp;&quot;first&quot;.JPG');
  expect(/<script|<b>|<image|href=|src=|@import|url\((?!#)|\son\w+=|NaN|undefined/.exec(html)).toBeNull();
  expect(html).toContain(' 1 beyond the edge is not drawn.');
  const csv = await text(found.csv);
  expect(csv.split('\r\n')).toHaveLength(47);
  expect(csv).toContain('"delft/100MEDIA/<b>&""first"".JPG",1,');
  const json = JSON.parse(await text(found.json)) as { errors: { outlier: { horizontal: boolean } }[] };
  expect(json.errors.flatMap(({ outlier }, n) => (outlier.horizontal ? [n] : []))).toEqual([7]);
});

test('heights are compared only with what is above the same', { timeout: 60_000 }, async () => {
  const flight = flightOf(errorsOf(12, { x: 0.1, y: 0.1, z: 0.1 }));
  flight[3]!.image.altitudeReference = 'SEA_LEVEL';
  const manifest = manifestOf(flight.map(({ image }) => image));
  const heights = ['SEA_LEVEL', 'ELLIPSOID', undefined];
  const ends = await Promise.all(
    heights.map(async (said, n) => (await measure(manifest, controlOf(flight), { imagesPerPart: 10 + n }, said)).end()),
  );
  const [sea, ellipsoid, unsaid] = ends.map(({ resultJson }) => resultJson as AccuracyResult);
  expect(sea!.vertical?.n).toBe(1);
  expect(ellipsoid!.vertical?.n).toBe(11);
  expect(ellipsoid!.notes).toContainEqual(expect.stringMatching(/^Heights of 1 images were not compared/));
  expect(unsaid!.vertical).toBeNull();
  expect(unsaid!.notes).toContainEqual(expect.stringMatching(/^Heights were not compared: say in/));
});

test('what cannot be measured is an error that says what to do', { timeout: 60_000 }, async () => {
  const flight = flightOf(errorsOf(12, { x: 0.1, y: 0.1, z: 0.1 }));
  const manifest = manifestOf(flight.map(({ image }) => image));
  const control = controlOf(flight).toString();
  const exchanged = control.replace('image,lon,lat', 'image,lat,lon');
  const unusable = flight.map(({ image }) => ({
    ...image,
    lon: 0,
    lat: 0,
    problems: [{ code: 'ZERO_POSITION' as const, message: 'Its position is 0, 0.' }],
  }));
  const cases: [string, Buffer, string, RegExp][] = [
    ['MANIFEST_INVALID', Buffer.from('{"type":"FeatureCollection"}\n'), control, /^Line 1 is no image of a manifest/],
    ['MANIFEST_INVALID', Buffer.from('image,lon,lat\n'), control, /\(it is no JSON\)\. Give the manifest/],
    ['NO_IMAGES', Buffer.alloc(0), control, /empty/],
    ['REFERENCE_INVALID', manifest, 'image,x,y\na,1,2\n', /reference\.points\.crs/],
    ['NOTHING_MEASURED', manifest, 'image,lon,lat\nother.jpg,4,52\n', /^None of the 1 control points is of an image/],
    ['NOTHING_MEASURED', manifestOf(unusable), control, /Its position is 0, 0\.$/],
    ['REFERENCE_FAR_AWAY', manifest, exchanged, /^Half of the images are more than \d+ km from/],
  ];
  await Promise.all(
    cases.map(async ([code, bytes, csv, message]) => {
      const run = await measure(bytes, Buffer.from(csv));
      expect(await run.end()).toMatchObject({
        status: 'FAILED',
        failure: { code, message: expect.stringMatching(message) },
      });
    }),
  );
  const missing = { bucket: stack.settings.storage.bucket, key: 'missing' };
  const source = await stack.put(Buffer.from(control));
  for (const [code, input] of [
    ['MANIFEST_NOT_FOUND', { manifest: missing, reference: points(source) }],
    ['REFERENCE_NOT_FOUND', { manifest: await stack.put(manifest), reference: points(missing) }],
    [
      'DESTINATION_NOT_ALLOWED',
      { manifest: source, reference: points(source), destination: { bucket: missing.bucket, prefix: 'work/x/' } },
    ],
  ] as const)
    expect(await (await stack.start('flightAccuracy', input)).end()).toMatchObject({ failure: { code } });
});

test(
  'a point that may be of two images is of none, and an image is never counted twice',
  { timeout: 60_000 },
  async () => {
    const flight = flightOf(errorsOf(14, { x: 0.1, y: 0.1, z: 0.1 }));
    flight[12]!.image.key = 'delft/101MEDIA/DJI_0001.JPG';
    const run = await measure(manifestOf(flight.map(({ image }) => image)), controlOf(flight.slice(0, 12)), {
      imagesPerPart: 10, // so that the two are in two parts
    });
    const { resultJson } = await run.end();
    expect(resultJson).toMatchObject({
      measured: 11,
      problems: [{ code: 'AMBIGUOUS_POINT', message: expect.stringContaining('delft/101MEDIA/DJI_0001.JPG') }],
    });
  },
);

/** For histories, which are small. */
const recorded = flightOf(errorsOf(60, { x: 0.04, y: 0.05, z: 0.08 }));
const whole = manifestOf(recorded.map(({ image }) => image));
/** With a part that is no part of a manifest. */
const broken = Buffer.from(
  whole
    .toString()
    .split('\n')
    .map((line, n) => (n === 25 ? '{}' : line))
    .join('\n'),
);
const inputOf = async (manifest: Buffer, control: Buffer = controlOf(recorded), more: object = {}) => ({
  manifest: await stack.put(manifest, 'manifest.jsonl'),
  reference: { points: { source: await stack.put(control, 'control.csv'), heights: 'ELLIPSOID' } },
  accuracyClass: { horizontalCm: 10 },
  imagesPerPart: 20,
  ...more,
});

test('the history of a completed run replays', { timeout: 60_000 }, async () => {
  const run = await stack.start('flightAccuracy', await inputOf(whole));
  expect(await run.end()).toMatchObject({ status: 'COMPLETED', resultJson: { verdict: { outcome: 'MET' } } });
  await keepHistory(stack, run, 'completed');
});

test('the history of a run whose points match nothing replays', { timeout: 60_000 }, async () => {
  const run = await stack.start('flightAccuracy', await inputOf(whole, Buffer.from('image,lon,lat\nnone,4,52\n')));
  expect(await run.end()).toMatchObject({ status: 'FAILED', failure: { code: 'NOTHING_MEASURED' } });
  await keepHistory(stack, run, 'failed');
});

test('the history of a run that fails of a lost part replays', { timeout: 60_000 }, async () => {
  const run = await stack.start('flightAccuracy', await inputOf(broken));
  expect(await run.end()).toMatchObject({
    status: 'FAILED',
    failure: { code: 'MANIFEST_INVALID', step: 'measure', message: expect.stringMatching(/^Line 26 is no image/) },
  });
  await keepHistory(stack, run, 'lost-part');
});

test('the history of a run that reports a lost part replays', { timeout: 60_000 }, async () => {
  const run = await stack.start('flightAccuracy', await inputOf(broken, controlOf(recorded), { lostParts: 'REPORT' }));
  expect(await run.end()).toMatchObject({
    status: 'COMPLETED',
    resultJson: {
      measured: 40,
      lostImages: 20,
      lostParts: [
        { firstImage: 21, images: 20, code: 'MANIFEST_INVALID', message: expect.stringMatching(/^Line 26 /) },
      ],
      verdict: { outcome: 'INCONCLUSIVE' },
      notes: expect.arrayContaining([expect.stringMatching(/^20 images are not in it/)]),
    },
  });
  await keepHistory(stack, run, 'reported-part');
});

test('the history of a run that is cancelled while parts are measured replays', { timeout: 60_000 }, async () => {
  const many = flightOf(errorsOf(600, { x: 0.04, y: 0.05, z: 0.08 }));
  const run = await stack.start(
    'flightAccuracy',
    await inputOf(manifestOf(many.map(({ image }) => image)), controlOf(many), { imagesPerPart: 10, partsAtOnce: 2 }),
  );
  let asked: Promise<unknown> | undefined;
  let status: string | undefined;
  for await (const state of run.states()) {
    ({ status } = state);
    if (state.progress.step === 'measure') asked ??= run.cancel();
  }
  await asked;
  expect(status).toBe('CANCELED');
  await keepHistory(stack, run, 'cancelled');
});

test(
  'a worker that is killed in the middle costs nothing, and no image counts twice',
  { timeout: 300_000 },
  async () => {
    const count = long ? 8000 : 600;
    const errors = errorsOf(count, { x: 0.1, y: 0.1, z: 0.1 });
    const flight = flightOf(errors);
    const run = await measure(
      manifestOf(flight.map(({ image }) => image)),
      controlOf(flight),
      { imagesPerPart: Math.ceil(count / 60), partsAtOnce: 2 },
      'ELLIPSOID',
    );
    for await (const { progress, status } of run.states()) {
      if (status !== 'RUNNING') throw new Error('It was done before it could be killed.');
      if (progress.step === 'measure' && (progress.done ?? 0) >= 2) break;
    }
    await stack.worker.stop('SIGKILL');
    await stack.startWorker();
    const { status, resultJson } = await run.end();
    expect(status).toBe('COMPLETED');
    const found = resultJson as AccuracyResult;
    expect(found).toMatchObject({ images: count, measured: count, parts: 60 });
    expect(found.horizontal!.n + found.horizontal!.rejected).toBe(count);
    const keys = (await text(found.csv))
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[0]);
    expect(new Set(keys).size).toBe(count);
    expect(keys).toHaveLength(count);
  },
);
