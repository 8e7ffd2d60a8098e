/** A map that forgets what was set longest ago once it holds `limit` entries. */
export function createBoundedMap<K, V>(limit: number) {
  const entries = new Map<K, V>();
  return {
    get: (key: K) => entries.get(key),
    set(key: K, value: V) {
      entries.delete(key); // so that the newest is last
      entries.set(key, value);
      if (entries.size > limit) entries.delete(entries.keys().next().value!);
    },
    delete: (key: K) => entries.delete(key),
    values: () => [...entries.values()],
  };
}
