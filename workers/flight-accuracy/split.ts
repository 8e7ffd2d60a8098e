import { createHash } from 'node:crypto';
import { createCrs } from '../../src/platform/geo/crs.ts';
import { ObjectKeyNotAllowedError } from '../../src/errors.ts';
import { ObjectChangedError, ObjectNotFoundError, type Storage } from '../../src/platform/storage.ts';
import type { ActivityContext } from '../kit/activity.ts';
import { objectLocation } from '../kit/objects.ts';
import type { AccuracyInput, flightAccuracy, PinnedReference, Split } from './contract.ts';
import { ControlRejected } from './control/control-point.ts';
import { mostControlBytes, readControl } from './control/read-control.ts';
import { openReference } from './against-raster.ts';
import { whyUnfit } from './reference.ts';
import { ManifestRejected, partsOf, readPart } from './manifest-lines.ts';

type Context = ActivityContext<typeof flightAccuracy>;
type Fail = Context['fail'];

/** Reads the manifest once for its lines, and the reference for what can be wrong with it, before anything is measured. */
export async function split(storage: Storage, input: AccuracyInput, context: Context): Promise<Split> {
  const { fail, signal, report } = context;
  const destination = destinationOf(storage, input, fail);
  const facts = await storage.head(input.manifest, signal);
  const { etag } = input.manifest;
  if (!facts || (etag !== undefined && etag !== facts.etag))
    return fail('MANIFEST_NOT_FOUND', `${input.manifest.key} does not exist${facts ? ' in this version' : ''}.`);
  const manifest = { ...input.manifest, etag: facts.etag };
  try {
    const { images, firstLine, parts } = await partsOf(
      storage,
      { manifest, bytes: facts.bytes, imagesPerPart: input.imagesPerPart },
      {
        signal,
        onRead: (done) => report({ done, total: facts.bytes, unit: 'bytes', message: 'Reading the manifest' }),
      },
    );
    await readPart(storage, manifest, firstLine, signal); // says at once when it is no manifest
    const reference = await pin(storage, input.reference, context);
    return { manifest, images, parts, reference, destination };
  } catch (error) {
    if (error instanceof ManifestRejected) return fail(error.code, error.message);
    const unfit = whyUnfit(error);
    if (unfit !== null) return fail('REFERENCE_INVALID', unfit);
    if (error instanceof ObjectNotFoundError || error instanceof ObjectChangedError)
      return fail('MANIFEST_NOT_FOUND', error.message);
    throw error;
  }
}

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
  const key = `${workKey}/points.json`;
  const contentType = 'application/json';
  await storage.write(storage.own(key), bytes, { contentType, signal });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    kind: 'POINTS',
    heights: reference.heights ?? null,
    points: { key, bytes: bytes.length, contentType, sha256 },
  };
}

function destinationOf(storage: Storage, { manifest, destination }: AccuracyInput, fail: Fail) {
  const place = destination ?? {
    bucket: manifest.bucket,
    prefix: `accuracy/${manifest.key.replace(/(?<=[^/])\.[^./]*$/, '')}/`,
  };
  // The longest of the three names stands for all.
  const location = { bucket: place.bucket, key: `${place.prefix}report.html` };
  const [issue] = objectLocation.safeParse(location).error?.issues ?? [];
  if (issue) return fail('DESTINATION_NOT_ALLOWED', `destination.prefix: ${issue.message} Name another destination.`);
  try {
    storage.checkWrite(location);
  } catch (error) {
    if (!(error instanceof ObjectKeyNotAllowedError)) throw error;
    return fail('DESTINATION_NOT_ALLOWED', `destination.prefix: ${error.message}`);
  }
  return place;
}
