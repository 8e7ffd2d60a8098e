import type { Channel } from '../../src/services/publications/ledger.ts';

interface Rules {
  /** Letters of the whole text, with link and hashtags. */
  maxText: number;
  maxHashtags: number;
  maxMentions: number;
  /** Width by height. */
  minAspect: number;
  maxAspect: number;
  /** Pixels; smaller pictures are not enlarged. */
  width: number;
  maxBytes: number;
}

/**
 * What channels take. Instagram: developers.facebook.com/docs/instagram-platform/content-publishing (JPEG, 8 MB, 4:5 to 1.91:1,
 * 320 to 1440 pixels wide; 2,200 letters, 30 hashtags, 20 mentions). Facebook takes more of everything: what is told here keeps
 * posts readable, and a picture within what its feed shows without cutting.
 */
export const channelRules: Record<Channel, Rules> = {
  INSTAGRAM: {
    maxText: 2200,
    maxHashtags: 30,
    maxMentions: 20,
    minAspect: 4 / 5,
    maxAspect: 1.91,
    width: 1440,
    maxBytes: 8_000_000,
  },
  FACEBOOK: {
    maxText: 5000,
    maxHashtags: 30,
    maxMentions: 20,
    minAspect: 4 / 5,
    maxAspect: 1.91,
    width: 2048,
    maxBytes: 10_000_000,
  },
};

export const maxHashtags = 12;
