import { availableParallelism } from 'node:os';

/** 8K, in either direction. */
export const mostPixels = 8192 * 4352;

/** Of one process of ffmpeg: what it may reserve, which is a few times what it uses. */
export const mostMemory = 4 * 1024 ** 3;

/** Processors that one ffmpeg uses: with more of them it needs more memory, and hardly gets faster. */
export const threads = Math.min(availableParallelism(), 8);

const containers = [
  'mov',
  'mp4',
  'm4a',
  '3gp',
  '3g2',
  'mj2',
  'matroska',
  'webm',
  'avi',
  'mpegts',
  'mpeg',
  'flv',
  'ogg',
  'asf',
];
/** In which elementary streams of H.264 and HEVC are stored without a container have no times, so they are not taken. */
const video =
  'h264,hevc,vp8,vp9,libvpx,libvpx-vp9,av1,libdav1d,libaom-av1,mpeg1video,mpeg2video,mpeg4,msmpeg4v2,msmpeg4,h263,flv,vc1,wmv1,wmv2,wmv3,theora,mjpeg,prores,dnxhd,ffv1,huffyuv,ffvhuff,utvideo,rawvideo,qtrle,dvvideo,jpeg2000,libopenjpeg,png';
const sound =
  'aac,aac_latm,mp2,mp2float,mp3,mp3float,ac3,eac3,dca,opus,libopus,vorbis,libvorbis,flac,alac,wmav1,wmav2,amrnb,amrwb,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_u8,pcm_mulaw,pcm_alaw,adpcm_ms,adpcm_ima_wav';

/**
 * What may be read of a video that somebody sent: containers that name no other file or address (no playlists, no scripts
 * of `concat`, no pictures), decoders of the list, and over no protocol but the one our own source speaks.
 */
export const untrusted: readonly string[] = [
  ['-protocol_whitelist', 'http,tcp'],
  ['-format_whitelist', containers.join(',')],
  ['-codec_whitelist', `${video},${sound}`],
  // Else ffmpeg goes on reading a stream whose parameters do not show.
  ['-analyzeduration', '10M'],
  ['-probesize', '20M'],
].flat();
