import type { Storage } from '../../platform/storage.ts';
import { createOnce } from '../once.ts';

/** All links of one such time are the same, so that a state that has not changed is not sent again for its link. */
const windowMs = 15 * 60_000;
/** Those of the end of a window are good for half an hour still. */
const lifeSeconds = 45 * 60;
/** Signing takes a millisecond, and a run may say ten things a second beside its preview. */
const mostRemembered = 2000;

/** A link to a preview by its key, for no longer than so many seconds. */
export type PreviewLink = (key: string, mostSeconds: number) => Promise<string>;

export function createPreviewLink(storage: Pick<Storage, 'own' | 'link'>, now = Date.now): PreviewLink {
  const signed = createOnce<string>(mostRemembered);
  return (key, mostSeconds) => {
    const at = now();
    const from = at - (at % windowMs);
    const seconds = Math.min(lifeSeconds, Math.floor((at - from) / 1000) + mostSeconds);
    return signed.ask(`${from} ${seconds} ${key}`, () => storage.link(storage.own(key), seconds, new Date(from)));
  };
}
