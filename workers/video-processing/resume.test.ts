import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { testVideo as test } from '../../test/ffmpeg.ts';
import { activityContext } from '../../test/activity-context.ts';
import { frameHashes } from '../../test/fixtures/clips.ts';
import { useStack } from '../../test/stack.ts';
import { ffmpeg } from '../../test/ffmpeg-cli.ts';
import { makeVideo } from '../../test/videos.ts';
import type { Dependencies } from '../kit/activity.ts';
import { createActivities } from './activities.ts';
import { videoProcessing, type VideoResult } from './contract.ts';
import { videoFrame } from './manifest.ts';
import { processSegment } from './segment/process-segment.ts';

const stack = useStack({ worker: false });

/** Calls activities as the workflow does. */
function call(name: 'analyse' | 'plan' | 'process' | 'assemble', input: unknown) {
  const { storage, settings } = stack;
  const { handlers } = createActivities({ storage, settings } as Dependencies);
  const { context } = activityContext({ workKey: `work/resumed/${name}` });
  const given = videoProcessing.activities[name].input.parse(input);
  return handlers[name]!(given, context) as Promise<Record<string, unknown>>;
}

test.for([
  ['pictures', { frames: { format: 'PNG' } }],
  ['a video', { video: { keepAudio: false } }],
] as const)(
  'of %s an attempt makes at most two seconds again that the one before has made',
  { timeout: 60_000 },
  async ([, output]) => {
    const own = await mkdtemp(path.join(tmpdir(), 'videos-'));
    onTestFinished(() => rm(own, { recursive: true, force: true }));
    const file = path.join(own, 'resumed.mp4');
    const pictures = 'testsrc2=size=320x180:rate=25:duration=14';
    await ffmpeg(
      '-f',
      'lavfi',
      '-i',
      pictures,
      ...'-c:v libx264 -preset ultrafast -g 350 -pix_fmt yuv420p'.split(' '),
      file,
    );
    const source = await stack.put(await readFile(file), 'resumed.mp4');

    const { storage } = stack;
    const frames: string[] = [];
    let stop: AbortController | undefined;
    const counted: Dependencies['storage'] = {
      ...storage,
      async write(at, body, options) {
        const stored = await storage.write(at, body, options);
        if (/\/(frames|pieces)\//.test(at.key)) frames.push(at.key);
        if (frames.length === stopAt) stop?.abort(new Error('The worker stops.'));
        return stored;
      },
    };
    const stopAt = 'frames' in output ? 200 : 4;
    const input = {
      source,
      sampling: { kind: 'ALL' },
      output,
      destination: { bucket: source.bucket, prefix: 'resumed/' },
    };
    const analysed = await call('analyse', input);
    const { plan, startedAt, ...planned } = await call('plan', { input, analysed });
    expect(planned).toEqual({ segments: 1, sampled: 350 });
    const folder = `work/resumed/${'frames' in output ? 'pictures' : 'video'}`;
    const work = { plan: (plan as { key: string }).key, index: 0, folder: `${folder}/0` };
    const attempt = (signal = new AbortController().signal) => {
      const { context, reports } = activityContext({ workKey: folder, signal });
      return { done: processSegment(counted, work, context), reports };
    };

    stop = new AbortController();
    await expect(attempt(stop.signal).done).rejects.toThrow();
    stop = undefined;
    const second = attempt();
    expect(await second.done).toBe(350);
    const again = frames.length - new Set(frames).size;
    expect(again).toBeLessThanOrEqual('frames' in output ? 50 : 1);
    expect(second.reports[0]!.done).toBeGreaterThan(100);
    // A third finds all of it done.
    const before = frames.length;
    expect(await attempt().done).toBe(350);
    expect(frames.length).toBe(before);

    const result = (await call('assemble', { plan, startedAt, folder, lost: [] })) as unknown as VideoResult;
    const lines = (await storage.read(result.manifest)).toString().trimEnd().split('\n');
    const hashes = await frameHashes(file);
    const listed = lines.map((line) => videoFrame.parse(JSON.parse(line)));
    expect(listed.map(({ pts }) => pts)).toEqual(hashes.map(({ pts }) => pts));
    if ('frames' in output) expect(listed.map(({ sha256 }) => sha256)).toEqual(hashes.map(({ sha256 }) => sha256));
    else expect(result.video!.bytes).toBeGreaterThan(10_000);
  },
);

test('a source that is replaced after it was looked at ends the run, rather than be mixed with the other', async () => {
  const source = await stack.put(await readFile(await makeVideo('silent.mp4')), 'replaced.mp4');
  const input = { source, sampling: { kind: 'ALL' }, destination: { bucket: source.bucket, prefix: 'replaced/' } };
  const analysed = await call('analyse', input);
  const { plan } = await call('plan', { input, analysed });
  const other = await readFile(await makeVideo('plain.mp4'));
  await stack.storage.write(source, other, { contentType: 'video/mp4' });
  await expect(call('process', { plan, segment: 0, segments: 1 })).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' });
});
