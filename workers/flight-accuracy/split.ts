import { createCrs } from '../../src/platform/geo/crs.ts';
import { ObjectChangedError, ObjectNotFoundError, type Storage } from '../../src/platform/storage.ts';
import type { ActivityContext } from '../kit/activity.ts';
import { checkDestination, DestinationRefused } from '../kit/destination.ts';
import { storeWork } from '../kit/store.ts';
import type { AccuracyInput, flightAccuracy } from './contract.ts';
import type { Split } from './contract/parts.ts';
import type { PinnedReference } from './contract/reference.ts';
import { ControlRejected } from './control/control-point.ts';
import { mostControlBytes, readControl } from './control/read-control.ts';
import { openReference } from './against-raster.ts';
import { whyUnfit } from './reference.ts';
import { ManifestRejected, partsOf, readPart } from './manifest-lines.ts';
import { destinationOf, outputsOf } from './outputs.ts';

type Context = ActivityContext<typeof flightAccuracy>;

/** Reads the manifest once for its lines, and the reference for what can be wrong with it, before anything is measured. */
export async function split(storage: Storage, input: AccuracyInput, context: Context): Promise<Split> {
  const { fail, signal, report } = context;
  const destination = destinationOf(input);
  const facts = await storage.head(input.manifest, signal);
  const { etag } = input.manifest;
  if (!facts || (etag !== undefined && etag !== facts.etag))
    return fail('MANIFEST_NOT_FOUND', `${input.manifest.key} does not exist${facts ? ' in this version' : ''}.`);
  const manifest = { ...input.manifest, etag: facts.etag };
  try {
    checkDestination(storage, Object.values(outputsOf(destination)));
    const { images, firstLine, parts } = await partsOf(
      storage,
      { manifest, bytes: facts.bytes, imagesPerPart: input.imagesPerPart },
      {
        signal,
        onRead: (done) => report({ done, total: facts.bytes, unit: 'bytes', message: 'Reading the manifest' }),
      },
    );
    await readPart(storage, manifest, firstLine, signal); // says at once when it is no manifest
    const reference = await pin(storage, input.reference, context).catch((error: unknown) => {
      if (isGone(error)) return fail('REFERENCE_NOT_FOUND', error.message); // since it was looked at
      throw error;
    });
    return { manifest, images, parts, reference, destination };
  } catch (error) {
    if (error instanceof ManifestRejected) return fail(error.code, error.message);
    if (error instanceof DestinationRefused) return fail('DESTINATION_NOT_ALLOWED', error.message);
    const unfit = whyUnfit(error);
    if (unfit !== null) return fail('REFERENCE_INVALID', unfit);
    if (isGone(error)) return fail('MANIFEST_NOT_FOUND', error.message);
    throw error;
  }
}

const isGone = (error: unknown): error is Error =>
  error instanceof ObjectNotFoundError || error instanceof ObjectChangedError;

async function pin(
  storage: Storage,
  reference: AccuracyInput['reference'],
  { signal, fail, workKey }: Context,
): Promise<PinnedReference> {
  const { source } = reference;
  const facts = await storage.head(source, signal);
  if (!facts || (source.etag !== undefined && source.etag !== facts.etag))
    return fail('REFERENCE_NOT_FOUND', `${source.key} does not exist${facts ? ' in this version' : ''}.`);
  const pinned = { ...source, etag: facts.etag };
  if (reference.crs !== undefined) createCrs(reference.crs); // throws for what is unknown
  if (reference.kind === 'RASTER') {
    const raster = { kind: 'RASTER', source: pinned, crs: reference.crs ?? null, within: reference.within } as const;
    await openReference(storage, raster, signal); // says at once what is wrong with it
    return raster;
  }
  if (facts.bytes > mostControlBytes) {
    throw new ControlRejected(`The control points have ${facts.bytes} bytes; at most ${mostControlBytes} are read.`);
  }
  const bytes = Buffer.from(JSON.stringify(readControl(await storage.read(pinned, { signal }), reference.crs ?? null)));
  const points = await storeWork(storage, `${workKey}/points.json`, bytes, { contentType: 'application/json', signal });
  return { kind: 'POINTS', heights: reference.heights ?? null, points };
}
