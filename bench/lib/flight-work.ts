import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { processEnv } from '../../src/platform/env.ts';
import { createStorage } from '../../src/platform/storage.ts';
import { flightImageFile, northward } from '../../test/fixtures/flight-images.ts';
import type { BenchStack } from './local-stack.ts';
import { drive } from './measure.ts';

export interface FlightWork {
  prefix: { bucket: string; prefix: string };
  /** The bare loop, in a process of its own. */
  bare(atOnce: number): Promise<{ images: number; ms: number; maxRssMb: number }>;
}

/** Bytes behind the header in place of pixels, which nobody looks at: enough for heads to be whole. */
const pixels = 400_000;

const run = promisify(execFile);
const script = fileURLToPath(new URL('./flight-bare.ts', import.meta.url));

/** Puts a flight of so many images into storage, with EXIF and the XMP of DJI. */
export async function prepareFlight(stack: BenchStack, count: number): Promise<FlightWork> {
  const storage = createStorage(stack.settings.storage);
  const bucket = storage.workBucket;
  const prefix = 'flight/';
  const filling = randomBytes(pixels).map((byte) => (byte === 0xff ? 0 : byte)); // FF D9 would be the end
  const shots = northward(count, { metres: 10 });
  await drive(count, 8, async (n) => {
    const shot = shots[n]!;
    const dji = {
      GpsLatitude: shot.lat,
      GpsLongitude: shot.lon,
      AbsoluteAltitude: 120,
      RelativeAltitude: 80,
      GimbalYawDegree: 0,
      GimbalPitchDegree: -90,
      GimbalRollDegree: 0,
      RtkFlag: 50,
    };
    const file = await flightImageFile({ ...shot, dji });
    const bytes = Buffer.concat([file.subarray(0, -2), filling, file.subarray(-2)]);
    await storage.write({ bucket, key: `${prefix}${n}.jpg` }, bytes, { contentType: 'image/jpeg' });
  });
  storage.close();
  return {
    prefix: { bucket, prefix },
    async bare(atOnce) {
      const args = ['--import', 'tsx', script, prefix, String(atOnce)];
      const { stdout } = await run(process.execPath, args, { env: { ...processEnv(), ...stack.env } });
      return JSON.parse(stdout) as { images: number; ms: number; maxRssMb: number };
    },
  };
}
