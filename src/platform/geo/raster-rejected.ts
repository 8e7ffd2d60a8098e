/**
 * NOT_GEOTIFF: something else. DAMAGED: incomplete or contradictory. UNSUPPORTED: a kind that is not read here. NO_POSITION: no
 * transformation to coordinates. TOO_LARGE: it cannot be read in bounded memory as it is stored.
 */
export type RasterCode = 'NOT_GEOTIFF' | 'DAMAGED' | 'UNSUPPORTED' | 'NO_POSITION' | 'TOO_LARGE';

/** Why a raster cannot be used, in a sentence for people that says what to do. */
export class RasterRejected extends Error {
  readonly code: RasterCode;

  constructor(code: RasterCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
