import { Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { session } from '../api/session.ts';
import { useQuery } from '../api/use-query.ts';
import { ViewerDocument } from '../operations/generated.ts';
import { Failed, Loading } from '../parts/states.tsx';
import { Boundary } from './boundary.tsx';
import { useLocation } from './location.ts';
import { pages } from './pages.tsx';
import { Shell } from './shell.tsx';
import { SignIn } from './sign-in.tsx';
import { useMay, ViewerProvider } from './viewer.tsx';

/** The whole page, anew for whoever signs in. */
export function App() {
  const credential = useSyncExternalStore(session.onChange, session.credential);
  return <SignedIn key={credential} />;
}

function SignedIn() {
  const [refused, setRefused] = useState(false);
  const { data, failure, reload } = useQuery(ViewerDocument, {});
  useEffect(() => session.onRefused(() => setRefused(true)), []);
  if (refused || failure?.code === 'UNAUTHENTICATED') {
    return <SignIn problem={session.credential() === null ? null : 'This key is not valid here (any more).'} />;
  }
  if (!data) return failure ? <Failed failure={failure} retry={reload} /> : <Loading what="Tempograph" />;
  return (
    <ViewerProvider value={data.viewer}>
      <Shell>
        <CurrentPage />
      </Shell>
    </ViewerProvider>
  );
}

function CurrentPage() {
  const { path } = useLocation();
  const may = useMay();
  const found = pages.map((page) => ({ page, match: page.pattern.exec(path) })).find(({ match }) => match !== null);
  const title = found?.page.title ?? 'Not found';
  const key = found?.page.stays ? title : path;
  useFocusOnMove(key);
  useEffect(() => {
    document.title = `${title} – Tempograph`;
  }, [title]);
  if (!found) return <p className="empty">There is no page at this address.</p>;
  const { component: Page, needs } = found.page;
  if (needs && !may(needs)) return <p className="empty">Your key may not see this page.</p>;
  return (
    <Boundary key={key}>
      <Suspense fallback={<Loading what={title} />}>
        <Page name={decoded(found.match?.[1] ?? '')} />
      </Suspense>
    </Boundary>
  );
}

/** Who cannot see that there is another page now is told by the focus, which else is on a link that is gone. */
function useFocusOnMove(key: string) {
  const before = useRef(key);
  useEffect(() => {
    if (before.current === key) return;
    before.current = key;
    document.getElementById('main')?.focus({ preventScroll: true });
  }, [key]);
}

/** What somebody has typed into the address bar may be anything. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
