import type { RunFilter, RunStatus } from '../operations/generated.ts';
import { statuses } from '../parts/status.tsx';

/** The filter of the list as its address has it, so that a list can be handed to somebody else. */
export function readFilter(search: string): RunFilter {
  const params = new URLSearchParams(search);
  const asked = params.getAll('status');
  const status = statuses.filter((one) => asked.includes(one));
  const label = /^([^=]+)=(.*)$/.exec(params.get('label') ?? '');
  const since = sinces.find(({ value }) => value === params.get('since'));
  return {
    ...(status.length > 0 && { status }),
    ...(params.get('workflow') && { workflow: params.get('workflow') }),
    ...(label && { label: { key: label[1]!, value: label[2]! } }),
    ...(since && { startedAfter: new Date(roundedNow() - since.hours * 3_600_000).toISOString() }),
  };
}

/** To the minute, so that a filter stays the same while somebody looks at the list. */
const roundedNow = () => Math.floor(Date.now() / 60_000) * 60_000;

export const sinces = [
  { value: 'hour', hours: 1, title: 'last hour' },
  { value: 'day', hours: 24, title: 'last day' },
  { value: 'week', hours: 168, title: 'last week' },
] as const;

/** The address with one thing of the filter changed; an empty value takes it out. */
export function withParam(search: string, name: string, value: string | readonly string[]): string {
  const params = new URLSearchParams(search);
  params.delete(name);
  for (const one of typeof value === 'string' ? [value] : value) if (one) params.append(name, one);
  return params.size > 0 ? `?${params.toString()}` : '';
}

/** Whether a run that has changed still belongs into the list: nothing else of it can change. */
export const stillMatches = ({ status }: RunFilter, run: { status: RunStatus }) =>
  !status?.length || status.includes(run.status);
