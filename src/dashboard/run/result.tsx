import { useQuery } from '../api/use-query.ts';
import { RunResultDocument, type FileFragment } from '../operations/generated.ts';
import { Compare } from '../parts/compare.tsx';
import { Files } from '../parts/files.tsx';
import { Failed } from '../parts/states.tsx';
import { Values } from '../parts/values.tsx';
import type { LiveRun } from './run.ts';

interface ResultProps {
  run: LiveRun;
  /** Files of the input, where they may be seen. */
  given: readonly FileFragment[];
}

/** What came of a run: pictures to look at, and the rest as tables. */
export function Result({ run, given }: ResultProps) {
  const done = run.status === 'COMPLETED';
  const { data, failure, reload } = useQuery(RunResultDocument, done ? { id: run.id } : null);
  if (!done) return null;
  const files = data?.run?.resultFiles ?? [];
  return (
    <section>
      <h2>Result</h2>
      {failure && <Failed failure={failure} retry={reload} />}
      <Pictures given={given} files={files} />
      <Values value={run.resultJson} files={files} />
    </section>
  );
}

/** One picture made of one picture is held against it. */
function Pictures({ given, files }: Record<'given' | 'files', readonly FileFragment[]>) {
  const before = pictures(given);
  const after = pictures(files);
  if (before.length !== 1 || after.length !== 1) return <Files files={files} />;
  return (
    <>
      <Compare before={before[0]!.url!} after={after[0]!.url!} />
      <Files files={files.filter((file) => file !== after[0])} />
    </>
  );
}

const pictures = (files: readonly FileFragment[]) => files.filter(({ picture, url }) => picture && url !== null);
