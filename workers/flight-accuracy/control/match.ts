/**
 * Finds the control point of an image. An id stands for the image whose key is, or ends in, it: `DJI_0001.JPG`, or
 * `101MEDIA/DJI_0001.JPG` where cameras begin their numbers anew in each folder; without regard to upper and lower case, and with
 * or without the extension. Of several that fit the longest counts.
 */
export function createMatcher<Point extends { id: string }>(points: readonly Point[]): (key: string) => Point | null {
  const byId = new Map(points.map((point) => [point.id.toLowerCase().replace(/^\/+/, ''), point]));
  return (key) => {
    const parts = key.toLowerCase().split('/');
    for (let from = 0; from < parts.length; from++) {
      const end = parts.slice(from).join('/');
      const found = byId.get(end) ?? byId.get(end.replace(/(?<=[^/])\.[^./]*$/, ''));
      if (found) return found;
    }
    return null;
  };
}
