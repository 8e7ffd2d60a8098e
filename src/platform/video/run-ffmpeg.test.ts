import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { describeVideo } from '../../../test/ffmpeg.ts';
import { processFile, withSource } from '../../../test/opened-video.ts';
import { makeVideo } from '../../../test/videos.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { probe } from './probe.ts';
import { startProgram } from './run-ffmpeg.ts';
import { openSource } from './source.ts';

const endless = ['-f', 'lavfi', '-i', 'testsrc2=size=1920x1080:rate=60', '-f', 'rawvideo', 'pipe:1'];
const isThere = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

describeVideo('ffmpeg', () => {
  test('is gone soon after it was told to stop, also when nobody reads what it writes', async () => {
    const abort = new AbortController();
    const running = await startProgram('ffmpeg', endless, { signal: abort.signal, seconds: 600 });
    await once(running.stdout, 'readable');
    expect(isThere(running.pid)).toBe(true);
    const told = performance.now();
    abort.abort(new Error('cancelled'));
    await expect(running.ended).rejects.toThrow('cancelled');
    expect(performance.now() - told).toBeLessThan(2000 * 3);
    expect(isThere(running.pid)).toBe(false);
  });

  test('is ended when it takes too long', async () => {
    const running = await startProgram('ffmpeg', endless, { signal: new AbortController().signal, seconds: 0.5 });
    running.stdout.resume();
    await expect(running.ended).rejects.toThrow('ffmpeg took longer than 0.5 s.');
  });

  test('has none of our environment, and reserves no more memory than it may', async () => {
    const running = await startProgram('ffmpeg', endless, { signal: new AbortController().signal, seconds: 60 });
    await once(running.stdout, 'readable');
    const environment = readFileSync(`/proc/${running.pid}/environ`, 'utf8').split('\0').filter(Boolean);
    expect(new Set(environment.map((entry) => entry.split('=')[0]))).toEqual(new Set(['LC_ALL', 'PATH']));
    expect(readFileSync(`/proc/${running.pid}/limits`, 'utf8')).toMatch(/Max address space +4294967296 /);
    running.stop();
    expect(await running.ended).toBe(true);
  });

  test('does not outlive a worker that is killed', async () => {
    const file = await makeVideo('two-hours.mp4');
    const helper = fileURLToPath(new URL('../../../test/opened-video.ts', import.meta.url));
    const code = `import { processFile } from ${JSON.stringify(helper)};
      await processFile(${JSON.stringify(file)}, { onFrame: ({ pts }) => { if (pts === 0) console.log('frame'); } });`;
    const worker = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(worker.stdout, 'data');
    const children = readFileSync(`/proc/${worker.pid}/task/${worker.pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .map(Number);
    const programs = children.filter((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('ffmpeg'));
    expect(programs.length).toBe(1);
    worker.kill('SIGKILL');
    await waitFor('ffmpeg to end', () => programs.every((pid) => !isThere(pid)) || null);
  });
});

describeVideo('a source', () => {
  test('that cannot be read fails as reading it did, and is no shorter video', async () => {
    const file = await makeVideo('streamed.mkv');
    const bytes = readFileSync(file);
    const source = await openSource(({ start, end }) => {
      const fails = start === 0 && end > 0 ? null : new Error('storage is away');
      return fails ? Promise.reject(fails) : Promise.resolve(bytes.subarray(start, end + 1));
    }, 5_000_000);
    await expect(probe(source, new AbortController().signal)).rejects.toThrow('became shorter');
    await source.close();
    await withSource(file, async (whole) => {
      expect((await fetch(whole.address, { headers: { range: 'bytes=5-9' } })).status).toBe(206);
      const other = new URL('/other', whole.address);
      expect((await fetch(other)).status).toBe(404);
      expect((await fetch(whole.address, { method: 'PUT', body: 'x' })).status).toBe(404);
    });
  });

  test('is read by many segments in bounded memory', async () => {
    const file = await makeVideo('closed.mp4');
    const { frames } = await processFile(file, { sampling: { kind: 'EVERY_NTH', n: 50 } });
    expect(frames.length).toBe(7);
  });
});
