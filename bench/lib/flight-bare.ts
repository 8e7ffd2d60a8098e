/**
 * The peer of bench/imaging.ts, in a process of its own: a bare loop that reads the first bytes of each image with AWS's SDK and
 * hands them to exifreader. Arguments: the prefix, how many at a time, how many bytes. Prints images, milliseconds and peak memory.
 */
import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import ExifReader from 'exifreader';
import { readSettings } from '../../src/platform/env.ts';
import { drive } from './measure.ts';
import { plainSdk } from './plain-sdk.ts';

const [prefix = '', atOnce = '8', head = '131072'] = process.argv.slice(2);
const settings = readSettings().storage;
const { client, read } = plainSdk(settings);
const { bucket } = settings;

const started = performance.now();
const keys: string[] = [];
for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }))
  keys.push(...(page.Contents ?? []).map(({ Key }) => Key!));
let placed = 0;
await drive(keys.length, Number(atOnce), async (index) => {
  const bytes = await read({ bucket, key: keys[index]! }, Number(head));
  if (ExifReader.load(bytes.buffer, { expanded: true }).gps?.Latitude !== undefined) placed++;
});
const ms = performance.now() - started;
if (placed !== keys.length) throw new Error(`${keys.length - placed} images have no position.`);
console.log(JSON.stringify({ images: keys.length, ms, maxRssMb: process.resourceUsage().maxRSS / 1024 }));
process.exit(0);
