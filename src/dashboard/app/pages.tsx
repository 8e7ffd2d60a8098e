import { lazy, type ComponentType } from 'react';
import type { Permission } from './viewer.tsx';

interface PageProps {
  /** What the address names, as the id of a run. */
  name: string;
}

interface Page {
  pattern: RegExp;
  title: string;
  component: ComponentType<PageProps>;
  needs: Permission | null;
  /** It stays as it is while one goes on from name to name, or from one of its addresses to the other. */
  stays: boolean;
}

const page = (
  pattern: RegExp,
  title: string,
  needs: Permission | null,
  load: () => Promise<ComponentType<PageProps>>,
  { stays = false } = {},
): Page => ({
  pattern,
  title,
  needs,
  component: lazy(async () => ({ default: await load() })),
  stays,
});

/** Every page, loaded when somebody first goes there. */
export const pages: readonly Page[] = [
  page(/^\/(?:runs)?$/, 'Runs', 'LIST', async () => (await import('../runs/runs-page.tsx')).RunsPage, { stays: true }),
  page(/^\/runs\/(.+)$/, 'Run', 'WATCH', async () => (await import('../run/run-page.tsx')).RunPage),
  page(/^\/start(?:\/(.+))?$/, 'Start', 'START', async () => (await import('../start/start-page.tsx')).StartPage),
  page(
    /^\/schedules$/,
    'Schedules',
    'LIST',
    async () => (await import('../schedules/schedules-page.tsx')).SchedulesPage,
  ),
  page(
    /^\/schedules\/(.+)$/,
    'Schedule',
    'LIST',
    async () => (await import('../schedules/schedule-page.tsx')).SchedulePage,
  ),
  page(
    /^\/approvals(?:\/(.+))?$/,
    'Approvals',
    'DECIDE',
    async () => (await import('../approvals/approvals-page.tsx')).ApprovalsPage,
    { stays: true },
  ),
  page(/^\/posts$/, 'Posts', 'INSPECT', async () => (await import('../posts/posts-page.tsx')).PostsPage),
  page(/^\/costs$/, 'Costs', 'INSPECT', async () => (await import('../costs/costs-page.tsx')).CostsPage),
  page(/^\/doctor$/, 'Doctor', 'ADMINISTER', async () => (await import('../doctor/doctor-page.tsx')).DoctorPage),
  page(/^\/access$/, 'Access', 'ADMINISTER', async () => (await import('../access/access-page.tsx')).AccessPage),
];

/** What is in the menu. */
export const menu: readonly { to: string; title: string; needs: Permission }[] = [
  { to: '/runs', title: 'Runs', needs: 'LIST' },
  { to: '/start', title: 'Start', needs: 'START' },
  { to: '/approvals', title: 'Approvals', needs: 'DECIDE' },
  { to: '/schedules', title: 'Schedules', needs: 'LIST' },
  { to: '/posts', title: 'Posts', needs: 'INSPECT' },
  { to: '/costs', title: 'Costs', needs: 'INSPECT' },
  { to: '/doctor', title: 'Doctor', needs: 'ADMINISTER' },
  { to: '/access', title: 'Access', needs: 'ADMINISTER' },
];
