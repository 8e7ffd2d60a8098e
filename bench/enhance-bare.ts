/**
 * The peer of bench/enhance.ts, in a process of its own: the same pipeline in a bare loop, from file to file.
 * Arguments: folder with photos, pictures at a time. Prints milliseconds and peak memory as JSON.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { imageEnhancement } from '../workers/image-enhancement/contract.ts';
import { enhanceImage } from '../workers/image-enhancement/pipeline.ts';
import { drive } from './measure.ts';

const [folder = '', atOnce = '4'] = process.argv.slice(2);
const files = (await readdir(folder)).filter((name) => name.endsWith('.jpg'));
const { local, output } = imageEnhancement.input.parse({ source: { bucket: 'any', key: 'any' } });
const limits = { maxPixels: 64_000_000, maxSeconds: 600 };

const started = performance.now();
await drive(files.length, Number(atOnce), async (index) => {
  const file = path.join(folder, files[index]!);
  const { data } = await enhanceImage(await readFile(file), { local, output }, { limits });
  await writeFile(`${file}.enhanced`, data);
});
const ms = performance.now() - started;
console.log(JSON.stringify({ ms, maxRssMb: process.resourceUsage().maxRSS / 1024 }));
process.exit(0);
