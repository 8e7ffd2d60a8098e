import { parseJsonLines } from '../kit/json-lines.ts';

/**
 * What became of one image: a line of a part's chunks. Positions are WGS 84 in degrees; errors are metres, measured less
 * true.
 */
export interface Measurement {
  key: string;
  /** Of the manifest, from 1. */
  line: number;
  takenAt: string | null;
  lon: number | null;
  lat: number | null;
  /** The control point that it was held against. */
  point: { id: string; place: string } | null;
  truth: { lon: number; lat: number; height: number | null } | null;
  error: { x: number; y: number; z: number | null } | null;
  /** How well it was found in a raster. */
  fit: { inliers: number; rmsePixels: number } | null;
  /** Why there is no error; null where there is one, and where nothing was to be held against. */
  problem: { code: 'UNUSABLE_IMAGE' | 'UNREADABLE_IMAGE' | 'NOT_FOUND_IN_RASTER'; message: string } | null;
  /** Why heights were not compared. */
  heightNote: 'OTHER_REFERENCE' | 'NO_ALTITUDE' | null;
}

/** A chunk as it was stored. */
export const fromLines = (bytes: Buffer): Measurement[] => parseJsonLines(bytes) as Measurement[]; // our own, of this very run
