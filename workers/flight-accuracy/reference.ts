import { CrsRejected } from '../../src/platform/geo/crs-rejected.ts';
import { RasterRejected } from '../../src/platform/geo/raster-rejected.ts';
import { ControlRejected } from './control/control-point.ts';

/** What is wrong with a reference, in a sentence; null for what has another cause. */
export const whyUnfit = (error: unknown): string | null =>
  error instanceof ControlRejected || error instanceof CrsRejected || error instanceof RasterRejected
    ? error.message
    : null;
