import { expect, test } from 'vitest';
import { controlOf, errorsOf, flightOf, manifestOf } from '../../test/fixtures/accuracy/flight.ts';
import { keepHistory } from '../../test/keep-history.ts';
import { useStack } from '../../test/stack.ts';

const stack = useStack();

const flight = flightOf(errorsOf(60, { x: 0.04, y: 0.05, z: 0.08 }));
const whole = manifestOf(flight.map(({ image }) => image));
/** With a part that is no part of a manifest. */
const broken = Buffer.from(
  whole
    .toString()
    .split('\n')
    .map((line, n) => (n === 25 ? '{}' : line))
    .join('\n'),
);
const inputOf = async (manifest: Buffer, control: Buffer = controlOf(flight), more: object = {}) => ({
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
  const run = await stack.start('flightAccuracy', await inputOf(broken, controlOf(flight), { lostParts: 'REPORT' }));
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
  const many = flightOf(errorsOf(6000, { x: 0.04, y: 0.05, z: 0.08 }));
  const run = await stack.start(
    'flightAccuracy',
    await inputOf(manifestOf(many.map(({ image }) => image)), controlOf(many), { imagesPerPart: 100, partsAtOnce: 2 }),
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
