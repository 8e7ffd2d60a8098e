import { useEffect, useState } from 'react';
import { session } from '../api/session.ts';
import { useFollow } from '../api/use-follow.ts';
import { useQuery } from '../api/use-query.ts';
import { OfflineBanner } from '../app/offline-banner.tsx';
import { LiveRunDocument, RunResultDocument } from '../operations/generated.ts';
import { Files } from '../parts/files.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { Values } from '../parts/values.tsx';
import { RunHead } from '../run/head.tsx';

/** One run for whoever has the link: the token is in the address, and nothing else of this browser is asked with. */
export function SharedRun() {
  const [shared] = useState(readShare);
  useEffect(() => {
    // Another link in the same tab.
    const anew = () => location.reload();
    window.addEventListener('hashchange', anew);
    return () => window.removeEventListener('hashchange', anew);
  }, []);
  if (!shared) return <Empty>This link is cut off: ask for it again.</Empty>;
  return <Shown id={shared.run} />;
}

function readShare(): { run: string } | null {
  const params = new URLSearchParams(window.location.hash.slice(1));
  const [run, token] = [params.get('run'), params.get('token')];
  if (!run || !token) return null;
  session.signIn(token, { remember: false });
  return { run };
}

/** The token has ended, or is not for this run. */
const endings = ['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND'];

function Shown({ id }: { id: string }) {
  const { data, failure } = useFollow(LiveRunDocument, { id });
  const run = data?.run;
  const done = run?.status === 'COMPLETED';
  const { data: result, failure: unread, reload } = useQuery(RunResultDocument, done ? { id } : null);
  const problem = failure ?? unread;
  const hasEnded = problem !== undefined && endings.includes(problem.code);
  return (
    <main className="shared" id="main">
      <OfflineBanner />
      {hasEnded && (
        <Empty>
          This link has ended, or what it leads to is not known here any more.
          {run && ' What is below is how it was then.'}
        </Empty>
      )}
      {problem && !hasEnded && <Failed failure={problem} retry={failure ? undefined : reload} />}
      {!run && !problem && <Loading what="the run" />}
      {run && <RunHead run={run} shared />}
      {run && done && (
        <section>
          <h2>Result</h2>
          <Files files={result?.run?.resultFiles ?? []} />
          <Values value={run.resultJson} files={result?.run?.resultFiles ?? []} />
        </section>
      )}
    </main>
  );
}
