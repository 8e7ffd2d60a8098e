import { useFollow } from '../api/use-follow.ts';
import { useQuery } from '../api/use-query.ts';
import { useMay } from '../app/viewer.tsx';
import { LiveRunDocument, RunInputDocument } from '../operations/generated.ts';
import { isOpen } from '../parts/status.tsx';
import { Failed, Loading } from '../parts/states.tsx';
import { Values } from '../parts/values.tsx';
import { RunActions } from './actions.tsx';
import { RunCost } from './cost.tsx';
import { Family } from './family.tsx';
import { RunHead } from './head.tsx';
import { Result } from './result.tsx';
import { Timeline } from './timeline.tsx';
import { useTimeline } from './use-timeline.ts';

/** One run, live, with all that is known of it. */
export function RunPage({ name: id }: { name: string }) {
  const { data, failure } = useFollow(LiveRunDocument, { id });
  const may = useMay();
  const run = data?.run;
  const lines = useTimeline(id);
  if (!run) return failure ? <Failed failure={failure} /> : <Loading what="the run" />;
  return (
    <article className="run-page">
      <RunHead run={run} />
      <RunActions run={run} />
      <Result run={run} />
      {may('INSPECT') && <Inspection id={id} moment={`${run.progress.step} ${run.status}`} />}
      <Family id={id} lines={lines} live={isOpen(run.status)} />
      <Timeline lines={lines} run={run} />
    </article>
  );
}

/** What only those are shown who may see what runs were given. Costs grow with the steps, and are final at the end. */
function Inspection({ id, moment }: { id: string; moment: string }) {
  const { data, failure } = useQuery(RunInputDocument, { id }, moment);
  if (failure && !data) return <Failed failure={failure} />;
  if (!data?.run) return null;
  const { inputJson, inputFiles, cost, labels, startedBy, traceUrl } = data.run;
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
