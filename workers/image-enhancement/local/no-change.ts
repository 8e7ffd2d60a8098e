import type { EnhanceJob } from './phases.ts';

/** Changes no pixel: an image is only written as another file. */
export const noChange: EnhanceJob['local'] = {
  autoLevels: false,
  clahe: 0,
  denoise: 0,
  gamma: 1,
  saturation: 1,
  sharpen: 0,
  upscale: 1,
};
