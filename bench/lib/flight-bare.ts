/**
 * The peer of bench/imaging.ts, in a process of its own: a bare loop that reads the first bytes of each image and hands them to
 * exifreader. Arguments: the prefix, how many at a time, how many bytes. Prints images, milliseconds and peak memory.
 */
import ExifReader from 'exifreader';
import { readSettings } from '../../src/platform/env.ts';
import { createStorage } from '../../src/platform/storage.ts';
import { drive } from './measure.ts';

const [prefix = '', atOnce = '8', head = '131072'] = process.argv.slice(2);
const storage = createStorage(readSettings().storage);
const bucket = storage.workBucket;

const started = performance.now();
const keys: string[] = [];
for await (const page of storage.list({ bucket, prefix })) keys.push(...page.map(({ key }) => key));
let placed = 0;
await drive(keys.length, Number(atOnce), async (index) => {
  const bytes = await storage.read({ bucket, key: keys[index]! }, { range: { start: 0, end: Number(head) - 1 } });
  if (ExifReader.load(bytes, { expanded: true }).gps?.Latitude !== undefined) placed++;
});
const ms = performance.now() - started;
if (placed !== keys.length) throw new Error(`${keys.length - placed} images have no position.`);
console.log(JSON.stringify({ images: keys.length, ms, maxRssMb: process.resourceUsage().maxRSS / 1024 }));
process.exit(0);
