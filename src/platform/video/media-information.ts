/** A fraction of whole numbers, as containers write rates and time bases. */
export interface Ratio {
  numerator: number;
  denominator: number;
}

/** What the picture's numbers mean, in ffmpeg's words; null where the video does not say. */
interface Colour {
  space: string | null;
  primaries: string | null;
  transfer: string | null;
  range: string | null;
}

/** The pictures of a video: its first stream of video that is no cover. */
export interface VideoStream {
  /** Number of the stream in the file. */
  index: number;
  /** In ffmpeg's words, such as `h264`. */
  codec: string;
  profile: string | null;
  /** Pixels as they are stored, and as they are shown: turned, and with square pixels. */
  codedWidth: number;
  codedHeight: number;
  width: number;
  height: number;
  /** Degrees clockwise that pictures are turned by to be shown. Frames come turned. */
  rotation: 0 | 90 | 180 | 270;
  /** Width of a stored pixel by its height; 1 is a square. */
  pixelAspect: Ratio;
  /** Frames by duration; null where it cannot be told. */
  averageRate: Ratio | null;
  /** The rate that the header names; null where it names none, or 0. */
  nominalRate: Ratio | null;
  /** Whether frames are shown for different times, as far as the rates tell; null where they do not. */
  variableRate: boolean | null;
  /** Null where it cannot be told. */
  frames: number | null;
  /** HEADER: the container says so. COUNTED: each was seen. ESTIMATED: by duration and rate. */
  framesFrom: 'HEADER' | 'COUNTED' | 'ESTIMATED' | null;
  /** Seconds of a tick, in which times of frames (pts) are whole numbers. */
  timeBase: Ratio;
  /** Time of the first frame in ticks; null where the container does not say. */
  startPts: number | null;
  /** Whether frames are stored in another order than they are shown in. */
  reorders: boolean;
  pixelFormat: string;
  bitDepth: number;
  colour: Colour;
  /** Whether two fields make a frame; null where the video does not say. */
  interlaced: boolean | null;
}

export interface AudioStream {
  index: number;
  codec: string;
  channels: number;
  /** Samples per second. */
  sampleRate: number;
  durationSeconds: number | null;
}

/** What is known of a video without decoding it. */
export interface MediaInformation {
  /** In ffmpeg's words, such as `mov,mp4,m4a,3gp,3g2,mj2`. */
  container: string;
  bytes: number;
  /** Null where nothing tells. */
  durationSeconds: number | null;
  /** Bits per second of all of it. */
  bitRate: number | null;
  video: VideoStream;
  /** The first stream of sound, of `audioStreams`. */
  audio: AudioStream | null;
  audioStreams: number;
  subtitleStreams: number;
  /** Fonts and covers. */
  attachments: number;
  /** What is broken, each in a sentence; empty for a sound file. */
  problems: string[];
}
