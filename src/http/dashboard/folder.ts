import { fileURLToPath } from 'node:url';

/** Where `npm run build` puts the dashboard, seen from the sources as well as from what they are compiled to. */
export function dashboardFolder(): string {
  const compiled = import.meta.url.endsWith('.js');
  return fileURLToPath(new URL(compiled ? '../../../dashboard' : '../../../dist/dashboard', import.meta.url));
}
