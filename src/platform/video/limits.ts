import { availableParallelism } from 'node:os';

/** 8K, in either direction. */
export const mostPixels = 8192 * 4352;

/** Of one process of ffmpeg: what it may reserve, which is a few times what it uses. */
export const mostMemory = 4 * 1024 ** 3;

/** Processors that one ffmpeg uses: with more of them it needs more memory, and hardly gets faster. */
export const threads = Math.min(availableParallelism(), 8);

/** Those that name no other file or address: no playlists, no scripts of `concat`, no single pictures. */
const containers = 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,ogg,asf';
const videoCodecs =
  'h264,hevc,vp8,vp9,av1,mpeg1video,mpeg2video,mpeg4,msmpeg4v2,msmpeg4v3,h263,flv1,vc1,wmv1,wmv2,wmv3,theora,mjpeg,prores,dnxhd,ffv1,huffyuv,ffvhuff,utvideo,rawvideo,qtrle,dvvideo,jpeg2000,png';
/** Programs that read these where they have another name than what they read. */
const decoders = 'libvpx,libvpx-vp9,libdav1d,libaom-av1,msmpeg4,flv,libopenjpeg';
const soundDecoders =
  'aac,aac_fixed,aac_latm,mp2,mp2float,mp3,mp3float,ac3,eac3,dca,opus,libopus,vorbis,libvorbis,flac,alac,wmav1,wmav2,amrnb,amrwb,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_u8,pcm_mulaw,pcm_alaw,adpcm_ms,adpcm_ima_wav';

/** Whether pictures of this kind are decoded. */
export const takesCodec = (name: string): boolean => videoCodecs.split(',').includes(name);

/** What may be looked at of a video that somebody sent: containers of the list, over no protocol but the one our source speaks. */
export const untrusted: readonly string[] = [
  ['-protocol_whitelist', 'http,tcp'],
  ['-format_whitelist', containers],
  // Else ffmpeg goes on reading a stream whose parameters do not show.
  ['-analyzeduration', '10M'],
  ['-probesize', '20M'],
].flat();

/** What may be decoded of it. ffprobe takes no list of decoders: it gives up where a stream of subtitles is not on it. */
export const untrustedDecoding: readonly string[] = [
  ...untrusted,
  '-codec_whitelist',
  [videoCodecs, decoders, soundDecoders].join(','),
];
