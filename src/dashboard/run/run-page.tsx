import { useFollow } from '../api/use-follow.ts';
import { useQuery } from '../api/use-query.ts';
import { useMay } from '../app/viewer.tsx';
import { LiveRunDocument, RunFamilyDocument, RunInputDocument, type RunInputQuery } from '../operations/generated.ts';
import { isOpen } from '../parts/status.tsx';
import { Failed, Loading } from '../parts/states.tsx';
import { Values } from '../parts/values.tsx';
import { RunActions } from './actions.tsx';
import { RunCost } from './cost.tsx';
import { Family } from './family.tsx';
import { RunHead } from './head.tsx';
import { Result } from './result.tsx';
import type { LiveRun } from './run.ts';
import { SoFar } from './so-far.tsx';
import { Timeline } from './timeline.tsx';
import { useTimeline } from './use-timeline.ts';

/** One run, live, with all that is known of it. */
export function RunPage({ name: id }: { name: string }) {
  const { data, failure } = useFollow(LiveRunDocument, { id });
  const run = data?.run;
  if (!run) return failure ? <Failed failure={failure} /> : <Loading what="the run" />;
  return (
    <article className="run-page">
      {failure && <Failed failure={failure} />}
      <RunHead run={run} />
      <RunActions run={run} />
      <Sections run={run} />
    </article>
  );
}

/** What is asked besides the run itself; shown once all of it is there, as what comes later would push away what is read. */
function Sections({ run }: { run: LiveRun }) {
  const { id, status, progress } = run;
  const live = isOpen(status);
  const { lines, failure } = useTimeline(id);
  // Costs grow with the steps, and are final at the end.
  const given = useQuery(RunInputDocument, useMay()('INSPECT') ? { id } : null, `${progress.step} ${status}`);
  const family = useQuery(RunFamilyDocument, { id }, live);
  const first = [given, family].some(({ data, loading }) => loading && !data);
  if (first) return <Loading what="what belongs to it" />;
  return (
    <>
      <Result run={run} given={given.data?.run?.inputFiles ?? []} />
      {given.failure && !given.data && <Failed failure={given.failure} retry={given.reload} />}
      {given.data?.run && <Given {...given.data.run} />}
      {family.failure && <Failed failure={family.failure} retry={family.reload} />}
      <Family {...family} lines={lines} live={live} />
      {failure && <Failed failure={failure} />}
      <Timeline lines={lines} run={run} />
      {live && <SoFar detail={run.detailJson} />}
    </>
  );
}

/** What only those are shown who may see what runs were given. */
function Given({ inputJson, inputFiles, cost, labels, startedBy, traceUrl }: NonNullable<RunInputQuery['run']>) {
  return (
    <>
      <section>
        <h2>Input</h2>
        <Values value={inputJson} files={inputFiles} />
        <p className="hint">
          {startedBy && <>Started by {startedBy}. </>}
          {labels.map(({ key, value }) => (
            <span key={key} className="label-mark">
              {key}={value}
            </span>
          ))}
        </p>
      </section>
      {(cost.calls > 0 || traceUrl !== null) && <RunCost cost={cost} traceUrl={traceUrl} />}
    </>
  );
}
