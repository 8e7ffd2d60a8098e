/** So many places at a time for each who asks, by a name. */
export function createPlaces(most: number) {
  const taken = new Map<string, number>();
  return {
    /** Returns what gives the place back, once however often it is called; null when there is none left. */
    take(name: string): (() => void) | null {
      const count = taken.get(name) ?? 0;
      if (count >= most) return null;
      taken.set(name, count + 1);
      let given = false;
      return () => {
        if (given) return;
        given = true;
        const left = taken.get(name)! - 1;
        if (left === 0) taken.delete(name);
        else taken.set(name, left);
      };
    },
    /** How many names have a place. */
    size: () => taken.size,
  };
}
