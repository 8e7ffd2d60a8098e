import { useState, type ReactNode } from 'react';
import { session } from '../api/session.ts';
import { useOpenApprovals } from '../approvals/open-approvals.ts';
import { Link } from './link.tsx';
import { useLocation } from './location.ts';
import { menu } from './pages.tsx';
import { OfflineBanner } from './offline-banner.tsx';
import { ThemeChoice } from './theme-choice.tsx';
import { useMay, useViewer } from './viewer.tsx';

/** What is around every page: the menu, who is signed in, and whether the server is there. */
export function Shell({ children }: { children: ReactNode }) {
  const { path } = useLocation();
  const [open, setOpen] = useState(false);
  const may = useMay();
  const viewer = useViewer();
  const isHere = (to: string) => path.startsWith(to) || (to === '/runs' && path === '/');
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <header className="shell-bar">
        <Link to="/runs" className="brand">
          <img src="/favicon.svg" alt="" width="24" height="24" /> Tempograph
        </Link>
        <button
          type="button"
          className="menu-button"
          aria-expanded={open}
          aria-controls="menu"
          onClick={() => setOpen(!open)}
        >
          Menu
        </button>
      </header>
      <nav id="menu" className={open ? 'menu open' : 'menu'} aria-label="Pages">
        <ul>
          {menu
            .filter(({ needs }) => may(needs))
            .map(({ to, title }) => (
              <li key={to}>
                <Link to={to} aria-current={isHere(to) ? 'page' : undefined} onClick={() => setOpen(false)}>
                  {title}
                  {to === '/approvals' && <Waiting />}
                </Link>
              </li>
            ))}
        </ul>
        <div className="menu-end">
          <a href="/graphql">Playground</a>
          <ThemeChoice />
          {session.credential() !== null && (
            <button type="button" className="quiet" onClick={() => session.signOut()}>
              Sign out
            </button>
          )}
          {viewer && <p className="hint">{whoIs(viewer.actor)}</p>}
        </div>
      </nav>
      <main id="main" tabIndex={-1}>
        <OfflineBanner />
        {children}
      </main>
    </div>
  );
}

/** How many decisions are waited for. */
function Waiting() {
  const { length } = useOpenApprovals().open;
  if (length === 0) return null;
  return (
    <>
      {' '}
      <span className="badge running" aria-label={`${length} to decide`}>
        {length}
      </span>
    </>
  );
}

const whoIs = (actor: string) => (actor === 'anyone' ? 'No keys are asked for here.' : `Signed in as ${actor}`);
