/** How many values there are in lists, however deep: in JSON, where nothing is in a circle. */
export function listedValues(json: unknown): number {
  let count = 0;
  const waiting = [json];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null) continue;
    const inner = Object.values(value);
    if (Array.isArray(value)) count += inner.length;
    for (const one of inner) if (typeof one === 'object') waiting.push(one);
  }
  return count;
}
