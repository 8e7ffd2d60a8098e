/** What one call takes: providers refuse more texts, and many more tokens. */
const most = { texts: 64, bytes: 100_000 };

/** Texts in their order, in groups for a call each. One that is larger than a group has one for itself. */
export function* inGroups(texts: readonly string[]): Generator<readonly string[]> {
  let group: string[] = [];
  let bytes = 0;
  for (const text of texts) {
    const size = Buffer.byteLength(text);
    if (group.length > 0 && (group.length === most.texts || bytes + size > most.bytes)) {
      yield group;
      [group, bytes] = [[], 0];
    }
    group.push(text);
    bytes += size;
  }
  if (group.length > 0) yield group;
}
