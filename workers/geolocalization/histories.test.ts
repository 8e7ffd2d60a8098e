import { beforeAll, expect, test } from 'vitest';
import { geoTiff, png } from '../../test/fixtures/geo-tiff.ts';
import { keepHistory } from '../../test/keep-history.ts';
import { useStack } from '../../test/stack.ts';
import { anyLook, photograph, terrain } from '../../test/synthetic-imagery.ts';
import type { ObjectLocation } from '../kit/objects.ts';

const stack = useStack();
const ground = terrain(8, 700);
let reference: ObjectLocation;
beforeAll(async () => {
  reference = await stack.put(geoTiff(ground, { east: 500_000, north: 5_700_000, size: 0.5 }), 'reference.tif');
});

test('the history of a picture that is found replays', async () => {
  const image = await stack.put(await png(photograph(ground, anyLook(1, ground), 1)), 'picture.png');
  const run = await stack.start('geolocalization', { image, reference });
  expect(await run.end()).toMatchObject({ status: 'COMPLETED', resultJson: { outcome: 'FOUND' } });
  await keepHistory(stack, run, 'completed');
});

test('the history of a picture that is not found replays', async () => {
  const image = await stack.put(await png(terrain(98, 300)), 'elsewhere.png');
  const run = await stack.start('geolocalization', { image, reference });
  expect(await run.end()).toMatchObject({ status: 'COMPLETED', resultJson: { outcome: 'NOT_FOUND' } });
  await keepHistory(stack, run, 'not-found');
});

test('the history of a run without a reference replays', async () => {
  const image = await stack.put(await png(terrain(98, 300)), 'any.png');
  const run = await stack.start('geolocalization', { image, reference: image });
  expect(await run.end()).toMatchObject({ status: 'FAILED', failure: { code: 'REFERENCE_UNREADABLE' } });
  await keepHistory(stack, run, 'failed');
});

test('the history of a search that is cancelled replays', async () => {
  // Nothing is like it, and there are many parts to look at.
  const large = await stack.put(geoTiff(terrain(9, 2200), { east: 500_000, north: 5_700_000, size: 0.5 }), 'large.tif');
  const image = await stack.put(await png(terrain(97, 900)), 'elsewhere.png');
  const run = await stack.start('geolocalization', { image, reference: large });
  let asked: Promise<unknown> | undefined;
  let status: string | undefined;
  for await (const state of run.states()) {
    ({ status } = state);
    if (state.progress.step === 'search') asked ??= run.cancel();
  }
  expect(status).toBe('CANCELED');
  await asked;
  await keepHistory(stack, run, 'cancelled');
});
