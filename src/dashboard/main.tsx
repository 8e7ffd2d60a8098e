import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { applyTheme, readTheme } from './app/theme.ts';
import { SharedRun } from './share/shared-run.tsx';

applyTheme(readTheme());
// Links that are handed out bring a token of their own, and lead to one run and nothing else.
const shared = window.location.pathname === '/share';
createRoot(document.getElementById('root')!).render(shared ? <SharedRun /> : <App />);
