/**
 * The peers of bench/enhance.ts, in a process of their own: the same pipeline in a bare loop, from folder to folder or
 * from S3 to S3. Arguments: where the photos are, how many, how many at a time. Prints milliseconds and peak memory.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readSettings } from '../../src/platform/env.ts';
import { createStorage } from '../../src/platform/storage.ts';
import { imageEnhancement } from '../../workers/image-enhancement/contract.ts';
import { enhanceImage } from '../../workers/image-enhancement/local/pipeline.ts';
import { drive } from './measure.ts';

const [from = 's3', photos = '1', atOnce = '4'] = process.argv.slice(2);
const { local, output } = imageEnhancement.input.parse({ source: { bucket: 'any', key: 'any' } });
const limits = { maxPixels: 64_000_000, maxSeconds: 600 };

const storage = createStorage(readSettings().storage);
const bucket = storage.workBucket;
const s3 = {
  read: (name: string) => storage.read({ bucket, key: `bench/${name}` }),
  write: (name: string, data: Buffer) =>
    storage.write({ bucket, key: `bench/bare/${name}` }, data, { contentType: 'image/jpeg' }),
};
const folder = {
  read: (name: string) => readFile(path.join(from, name)),
  write: (name: string, data: Buffer) => writeFile(path.join(from, `enhanced-${name}`), data),
};
const { read, write } = from === 's3' ? s3 : folder;

const started = performance.now();
await drive(Number(photos), Number(atOnce), async (index) => {
  const name = `${index}.jpg`;
  const { data } = await enhanceImage(await read(name), { local, output }, { limits });
  await write(name, data);
});
const ms = performance.now() - started;
console.log(JSON.stringify({ ms, maxRssMb: process.resourceUsage().maxRSS / 1024 }));
process.exit(0);
