import { CrsRejected } from '../../src/platform/geo/crs-rejected.ts';
import { RasterRejected, type RasterCode } from '../../src/platform/geo/raster-rejected.ts';
import { ImageRejected } from '../../src/platform/images/rejection.ts';
import { whyMissing } from '../../src/platform/images/source.ts';
import type { ActivityContext } from '../kit/activity.ts';
import type { geolocalization } from './contract.ts';
import { DestinationRefused } from '../kit/destination.ts';
import { ReferenceMissing } from './reference.ts';
import { OutsideReference, SearchTooLarge } from './search-area.ts';

type Code = keyof (typeof geolocalization)['errors'];

const codes: Record<RasterCode, Code> = {
  NOT_GEOTIFF: 'REFERENCE_UNREADABLE',
  UNSUPPORTED: 'REFERENCE_UNREADABLE',
  TOO_LARGE: 'REFERENCE_UNREADABLE',
  DAMAGED: 'REFERENCE_DAMAGED',
  NO_POSITION: 'REFERENCE_WITHOUT_POSITION',
};

function codeOf(error: unknown): Code | null {
  if (error instanceof RasterRejected) return codes[error.code];
  if (error instanceof CrsRejected) return error.code === 'UNKNOWN' ? 'CRS_UNKNOWN' : 'OUTSIDE_REFERENCE';
  if (error instanceof ImageRejected) return error.code;
  if (error instanceof ReferenceMissing) return 'REFERENCE_NOT_FOUND';
  if (error instanceof DestinationRefused) return 'DESTINATION_NOT_ALLOWED';
  if (error instanceof OutsideReference) return 'OUTSIDE_REFERENCE';
  if (error instanceof SearchTooLarge) return 'SEARCH_TOO_LARGE';
  return whyMissing(error) === null ? null : 'IMAGE_NOT_FOUND';
}

/** Turns what is wrong with what was given into errors of the contract. */
export async function orFail<T>(ctx: Pick<ActivityContext, 'fail'>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    if (code === null || !(error instanceof Error)) throw error;
    return ctx.fail(code, whyMissing(error) ?? error.message);
  }
}
