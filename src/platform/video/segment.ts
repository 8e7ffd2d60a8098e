/** A stretch of a video that is decoded by itself. Each frame belongs to one, by its time. */
export interface Segment {
  index: number;
  /** Time of its first frame, a key frame, in ticks of the stream's time base. Its frames are those from here on … */
  start: number;
  /** … and before here; null for the last. */
  end: number | null;
  /** Frames before this time are decoded with it: to tell a scene takes the two frames before its first. Else the same as `end`. */
  until: number | null;
  /** All its frames as the container lists them, and those that are sampled; null where that is not known before they are decoded. */
  frames: number | null;
  sampled: number | null;
  /** Number of its first frame in the video, from 0; null where frames before it were not counted. */
  firstFrame: number | null;
  /** Frames of the range in segments before it, and the time of the last of them; null where there are none, or not known. */
  framesBefore: number | null;
  previous: number | null;
  /** Seconds to look for its key frame at; null to read from the beginning of the file. */
  seek: number | null;
  /** ALL of its frames; KEY_FRAMES and no other; LOOK_UPS: each that is wanted is looked for by itself, as they are far apart. */
  decodes: 'ALL' | 'KEY_FRAMES' | 'LOOK_UPS';
}

export interface SegmentPlan {
  segments: Segment[];
  /** Frames of the range in all segments, where each was seen; else null. */
  frames: number | null;
  /** Frames that the sampling takes of them: all, or about so many, or unknown. */
  sampled: number | null;
  sampledExact: boolean;
  /** What was found to be broken while frames were listed, such as a file that ends too early. */
  problems: string[];
}

/** How far the decoding of a segment is, after a frame: what a repeat goes on from. Small and plain. */
export interface Position {
  /** The frame's time, in ticks. */
  pts: number;
  /** Frames of the segment that were decoded and sampled up to it, itself included. */
  decoded: number;
  sampled: number;
}

/** A frame that was sampled and processed. */
export interface Frame {
  /** Its time in the source, in ticks of the stream's time base, as `-f framemd5 -copyts` has it. */
  pts: number;
  /** The same in seconds. */
  seconds: number;
  /** Of the video, from 0; null where frames before the segment were not counted. */
  number: number | null;
  /** The encoded picture. Where pictures are not asked for, a small JPEG to be looked at. */
  bytes: Buffer;
  position: Position;
}

/** About two seconds of encoded video in a file of our scratch, which is removed once it was taken. */
export interface Piece {
  file: string;
  bytes: number;
  /** Time of its first frame, in ticks. */
  start: number;
  frames: number;
  /** After its last frame. A repeat that goes on from here makes the pieces after this one. */
  position: Position;
}

export interface PictureFormat {
  format: 'PNG' | 'JPEG' | 'WEBP';
  /** 1 to 100; PNG has none. */
  quality: number;
}

export interface VideoFormat {
  codec: 'H264' | 'VP9';
  /** 1 to 100. */
  quality: number;
}

/** What became of a segment. */
export interface SegmentOutcome {
  /** Frames of the segment that could be decoded, and those sampled of them, earlier attempts included. */
  decoded: number;
  sampled: number;
  /** Whether the decoder had nothing to complain of. */
  complete: boolean;
  /** What it said otherwise, up to 10 sentences. */
  problems: string[];
}
