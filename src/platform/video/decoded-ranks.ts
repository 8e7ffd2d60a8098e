interface Counting {
  /** Frames of the segment that an earlier attempt has decoded. */
  already: number;
  /** Frames from this time on belong to the next segment. */
  end: number;
  onDecoded: ((decoded: number) => void) | undefined;
}

const ofShowinfo = /^\[Parsed_showinfo_\d+ @ 0x[0-9a-f]+\] \[info\] /;
const ofFrame = /\] n: *\d+ pts: *(-?\d+) /;

/** Which frame of a segment each is that was decoded, by what `showinfo` says of them on stderr. */
export function createDecodedRanks({ already, end, onDecoded }: Counting) {
  const ranks = new Map<number, number>();
  const waiting = new Map<number, (rank: number) => void>();
  let decoded = already;
  let first: number | null = null;
  let closed = false;
  return {
    /** How many were decoded, earlier attempts included. */
    get decoded() {
      return decoded;
    },
    /** Time of the first one. */
    get first() {
      return first;
    },

    /** Reads a line; whether it told of a frame. */
    take(line: string): boolean {
      if (!ofShowinfo.test(line)) return false;
      const [, text] = ofFrame.exec(line) ?? [];
      if (text === undefined) return true;
      const pts = Number(text);
      first ??= pts;
      const rank = decoded + 1;
      ranks.set(pts, rank);
      waiting.get(pts)?.(rank);
      waiting.delete(pts);
      if (pts >= end) return true;
      decoded = rank;
      onDecoded?.(decoded);
      return true;
    },

    /** How many were decoded up to that time. What is said of a frame is said before it comes. */
    async upTo(pts: number): Promise<number> {
      const known = ranks.get(pts) ?? (closed ? decoded : null);
      const rank = known ?? (await new Promise<number>((resolve) => waiting.set(pts, resolve)));
      for (const [time] of ranks) if (time <= pts) ranks.delete(time);
      return rank;
    },

    /** Nothing comes any more. A frame that was not told of is one of a damaged stream, whose times go backwards. */
    close(): void {
      closed = true;
      for (const [, resolve] of waiting) resolve(decoded);
    },
  };
}
