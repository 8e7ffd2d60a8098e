/**
 * Flights, a part at a time. `--part ingestion` (default): images per second of flightIngestion, from its start to its result
 * in storage, against a bare loop from the same storage that reads the same bytes of each image and hands them to exifreader,
 * as many at a time as ours. `--part accuracy`: images per second that flightAccuracy finds in a raster, with two places on the queue
 * imaging-accuracy against one. Options: `--images`, `--rounds`.
 */
import { parseArgs } from 'node:util';
import { benchAccuracy } from './lib/imaging-accuracy.ts';
import { benchIngestion } from './lib/imaging-ingestion.ts';

const parts = { ingestion: benchIngestion, accuracy: benchAccuracy };

const { values } = parseArgs({
  options: { part: { type: 'string' }, images: { type: 'string' }, rounds: { type: 'string' } },
});
const bench = parts[(values.part ?? 'ingestion') as keyof typeof parts];
if (!bench) throw new Error(`--part is one of ${Object.keys(parts).join(', ')}.`);
await bench({
  ...(values.images && { images: Number(values.images) }),
  ...(values.rounds && { rounds: Number(values.rounds) }),
});
