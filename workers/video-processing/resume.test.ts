import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { activityContext } from '../../test/activity-context.ts';
import { frameHashes } from '../../test/fixtures/clips.ts';
import { useStack } from '../../test/stack.ts';
import { ffmpeg } from '../../test/videos.ts';
import type { ActivityContext, Dependencies } from '../kit/activity.ts';
import { createVideoProcessingActivities } from './activities.ts';
import { videoProcessing, type VideoResult } from './contract.ts';
import { videoFrame } from './manifest.ts';

const stack = useStack({ worker: false });

/** The activities as the workflow calls them, with storage that a test looks into. */
function activitiesOf(storage: Dependencies['storage']) {
  const { handlers } = createVideoProcessingActivities({ storage } as Dependencies);
  return (name: 'analyse' | 'plan' | 'process' | 'assemble', input: unknown, given: Partial<ActivityContext> = {}) => {
    const { context, reports } = activityContext({ workKey: `work/resumed/${name}`, ...given });
    const activity = videoProcessing.activities[name];
    const done = handlers[name]!(activity.input.parse(input), context) as Promise<Record<string, unknown>>;
    return { done, reports };
  };
}

test.for([
  ['pictures', { frames: { format: 'PNG' } }],
  ['a video', { video: { keepAudio: false } }],
] as const)(
  'of %s an attempt makes at most two seconds again that the one before has made',
  { timeout: 60_000 },
  async ([, output]) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'videos-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const file = path.join(folder, 'resumed.mp4');
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
    const call = activitiesOf(counted);
    const input = {
      source,
      sampling: { kind: 'ALL' },
      output,
      destination: { bucket: source.bucket, prefix: 'resumed/' },
    };
    const analysed = await call('analyse', input).done;
    const planned = await call('plan', { input, analysed }).done;
    expect(planned).toMatchObject({ segments: 1, sampled: 350 });
    const work = { plan: planned['plan'], segment: 0, segments: 1 };

    stop = new AbortController();
    const first = call('process', work, { signal: stop.signal });
    await expect(first.done).rejects.toThrow();
    stop = undefined;
    const second = call('process', work);
    const processed = await second.done;
    expect(processed).toMatchObject({ frames: 350 });
    const again = frames.length - new Set(frames).size;
    expect(again).toBeLessThanOrEqual('frames' in output ? 50 : 1);
    expect(second.reports[0]!.done).toBeGreaterThan(100);
    // A third finds all of it done.
    const before = frames.length;
    expect(await call('process', work).done).toEqual(processed);
    expect(frames.length).toBe(before);

    const { plan, startedAt } = planned;
    const result = (await call('assemble', { plan, startedAt, folder: processed['folder'], lost: [] })
      .done) as unknown as VideoResult;
    const lines = (await storage.read(result.manifest)).toString().trimEnd().split('\n');
    const hashes = await frameHashes(file);
    const listed = lines.map((line) => videoFrame.parse(JSON.parse(line)));
    expect(listed.map(({ pts }) => pts)).toEqual(hashes.map(({ pts }) => pts));
    if ('frames' in output) expect(listed.map(({ sha256 }) => sha256)).toEqual(hashes.map(({ sha256 }) => sha256));
    else expect(result.video!.bytes).toBeGreaterThan(10_000);
  },
);
