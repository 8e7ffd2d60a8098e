import { RunNotFoundError } from '../../errors.ts';
import type { Log } from '../../platform/log.ts';
import type { HistoryPolls } from '../progress/history-polls.ts';
import { decodeRunId } from '../runs/run-id.ts';
import { cutPage, type Page } from '../page.ts';
import { decodePlace, encodePlace } from './cursor.ts';
import type { TimelineEntry } from './entry.ts';
import { followTimeline } from './follow.ts';
import { createReader } from './reader.ts';
import type { StoryTools } from './story.ts';

export type Timeline = ReturnType<typeof createTimeline>;

/** The logs of runs, made from Temporal's histories: nothing is stored, and any process can go on where another was. */
export function createTimeline(tools: StoryTools & { polls: HistoryPolls; log: Log }) {
  const open = (id: string, after: string | null | undefined, live: boolean) => {
    const place = after == null ? null : decodePlace(after);
    const key = decodeRunId(id);
    if (!key) throw new RunNotFoundError(id);
    return { key, reader: createReader(tools, key, place, live) };
  };
  return {
    /** What there is by now, in order, behind a cursor. */
    async page(id: string, first: number, after?: string | null): Promise<Page<TimelineEntry>> {
      const { reader } = open(id, after, false);
      const entries: TimelineEntry[] = [];
      for (let more = true; more && entries.length <= first;) {
        const read = await reader.read();
        entries.push(...read.entries);
        more = read.and === 'MORE';
      }
      return cutPage(entries, first, ({ place }) => encodePlace(place));
    },
    /** Everything behind a cursor, then what happens from now on, until the run has ended. */
    follow(id: string, after?: string | null): AsyncIterable<TimelineEntry> {
      const { key, reader } = open(id, after, true);
      return followTimeline(tools, key, reader);
    },
  };
}
