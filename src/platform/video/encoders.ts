import { threads } from './limits.ts';
import type { PictureFormat, VideoFormat } from './segment.ts';

/** Arguments that encode each frame as a picture of its own. */
export function pictureEncoder({ format, quality }: PictureFormat): string[] {
  switch (format) {
    case 'PNG':
      return ['-c:v', 'png'];
    // ffmpeg's scale goes from 2, best, to 31.
    case 'JPEG':
      return ['-c:v', 'mjpeg', '-q:v', String(Math.round(31 - ((quality - 1) * 29) / 99))];
    case 'WEBP':
      return ['-c:v', 'libwebp', '-quality', String(quality)];
  }
}

/** Seconds of a piece of video. */
export const pieceSeconds = 2;

/**
 * Arguments that encode frames as video, with a key frame every two seconds and nowhere else, so that it can be cut
 * there.
 */
export function videoEncoder({ codec, quality }: VideoFormat): string[] {
  const keyFrames = ['-force_key_frames', `expr:if(isnan(prev_forced_t),1,gte(t,prev_forced_t+${pieceSeconds}))`];
  const common = [...keyFrames, '-g', '100000', '-pix_fmt', 'yuv420p', '-threads', String(threads)];
  // From nearly lossless (crf 14, or 15) to poor (40, or 50).
  const crf = (best: number, worst: number) => String(Math.round(worst - ((quality - 1) * (worst - best)) / 99));
  switch (codec) {
    case 'H264':
      // Without frames out of order, whose times of decoding would overlap where pieces of a variable rate meet.
      return [
        '-c:v',
        'libx264',
        '-preset',
        'veryfast',
        '-bf',
        '0',
        '-sc_threshold',
        '0',
        '-crf',
        crf(14, 40),
        ...common,
      ];
    case 'VP9':
      return [
        ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '6', '-row-mt', '1', '-auto-alt-ref', '0'],
        ['-lag-in-frames', '0', '-b:v', '0', '-crf', crf(15, 50)],
        common,
      ].flat();
  }
}
