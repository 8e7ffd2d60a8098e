import type { Post } from './store.ts';

const hour = 3_600_000;

/** Numbers that grow for a day, always the same for the same post at the same age. */
export function insightsOf({ photo, at }: Post, now: number) {
  const share = Math.min(24, Math.floor((now - at) / hour)) / 24;
  const reach = Math.round((200 + (Number.parseInt(photo.sha256.slice(0, 4), 16) % 800)) * share);
  const part = (of: number) => Math.floor(reach / of);
  return { reach, views: reach + part(3), likes: part(10), comments: part(60), shares: part(90), saved: part(40) };
}
