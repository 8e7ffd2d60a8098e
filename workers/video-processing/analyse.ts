import { probe } from '../../src/platform/video/probe.ts';
import type { Storage } from '../../src/platform/storage.ts';
import type { ActivityContext } from '../kit/activity.ts';
import { checkDestination, DestinationRefused } from '../kit/destination.ts';
import type { AnalysedVideo, videoProcessing, VideoInput } from './contract.ts';
import { destinationOf, manifestAt, outputsOf } from './destination.ts';
import { OverlayRejected, pinOverlays } from './overlays.ts';
import { failOfVideo, withSource } from './source.ts';

type Context = ActivityContext<typeof videoProcessing>;

/** Looks at everything that can be wrong, before any frame is decoded. */
export async function analyse(
  storage: Storage,
  input: VideoInput,
  { signal, fail, report }: Context,
): Promise<AnalysedVideo> {
  report({ message: 'Looking at the video' });
  const destination = destinationOf(input);
  try {
    checkDestination(storage, outputsOf(destination));
    const facts = await storage.head(input.source, signal);
    const { etag } = input.source;
    if (!facts) return fail('SOURCE_NOT_FOUND', `${input.source.key} does not exist.`);
    if (etag !== undefined && etag !== facts.etag)
      return fail(
        'SOURCE_NOT_FOUND',
        `${input.source.key} does not exist in version ${etag}; it is ${facts.etag} now.`,
      );
    const operations = await pinOverlays(storage, input.operations, signal);
    const pinned = { source: { ...input.source, etag: facts.etag }, bytes: facts.bytes };
    const media = await withSource(storage, pinned, (source) => probe(source, signal));
    const removable = !(await storage.head(manifestAt(destination), signal));
    return { ...pinned, operations, media, destination, removable };
  } catch (error) {
    if (error instanceof DestinationRefused) return fail('DESTINATION_NOT_ALLOWED', error.message);
    if (error instanceof OverlayRejected) return fail('OVERLAY_INVALID', error.message);
    return failOfVideo(error, fail);
  }
}
