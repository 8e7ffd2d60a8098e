import { createRequire } from 'node:module';

/** Memory of WebAssembly: nothing in there is collected, so each has to be deleted. */
interface Deletable {
  delete: () => void;
}

/** Notes that a value is to be deleted in the end. */
export type Own = <T extends Deletable>(value: T) => T;

export interface Mat extends Deletable {
  rows: number;
  data: Uint8Array;
  data64F: Float64Array;
}

export interface KeyPoints extends Deletable {
  size: () => number;
  get: (index: number) => { pt: { x: number; y: number }; size: number };
}

interface Match {
  queryIdx: number;
  trainIdx: number;
  distance: number;
}

interface Matches extends Deletable {
  size: () => number;
  get: (index: number) => Deletable & { size: () => number; get: (index: number) => Match };
}

export interface Detector extends Deletable {
  detectAndCompute: (image: Mat, mask: Mat, keyPoints: KeyPoints, descriptors: Mat) => void;
}

interface Matcher extends Deletable {
  knnMatch: (query: Mat, reference: Mat, matches: Matches, k: number) => void;
}

/** The part of OpenCV that is used here; the types of the package say `any` of most of it. */
export interface OpenCv {
  Mat: new (...size: [] | [rows: number, columns: number, type: number]) => Mat;
  matFromArray: (rows: number, columns: number, type: number, values: number[]) => Mat;
  KeyPointVector: new () => KeyPoints;
  DMatchVectorVector: new () => Matches;
  ORB: new (features: number) => Detector & { setFastThreshold: (threshold: number) => void };
  AKAZE: new () => Detector;
  BFMatcher: new (norm: number) => Matcher;
  findHomography: (
    from: Mat,
    to: Mat,
    method: number,
    threshold: number,
    mask: Mat,
    maxRounds: number,
    confidence: number,
  ) => Mat;
  exceptionFromPtr: (pointer: number) => { msg: string };
  CV_8UC1: number;
  CV_64FC2: number;
  NORM_HAMMING: number;
  RANSAC: number;
}

/**
 * OpenCV, once its WebAssembly runs. In an object, because it has a method `then` that answers with itself: to await it
 * waits for ever.
 */
export async function loadOpenCv(): Promise<{ cv: OpenCv }> {
  const cv = createRequire(import.meta.url)('@techstark/opencv-js') as Partial<OpenCv> & {
    onRuntimeInitialized?: () => void;
  };
  if (!cv.Mat) await new Promise<void>((resolve) => (cv.onRuntimeInitialized = resolve));
  return { cv: cv as OpenCv };
}
