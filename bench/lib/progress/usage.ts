import { processIds, readProc } from '../proc.ts';

const ticksPerSecond = 100; // USER_HZ, on every Linux there is

/** CPU-seconds that processes, each with its children, have used so far; NaN for one that is not there. */
export type CpuSeconds = (...pids: number[]) => number;

/** Reads the whole table of processes once; everything is NaN where there is no /proc. */
export async function readCpu(): Promise<CpuSeconds> {
  const ids = await processIds();
  const rows = await Promise.all(
    ids.map(async (id) => {
      const stat = await readProc(`${id}/stat`);
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number);
      return [Number(id), { parent: parent!, cpu: (user! + system!) / ticksPerSecond }] as const;
    }),
  );
  const processes = new Map(rows);
  const family = (pid: number): number[] => [
    pid,
    ...rows.filter(([, { parent }]) => parent === pid).flatMap(([child]) => family(child)),
  ];
  return (...pids) =>
    [...new Set(pids.flatMap(family))].reduce((sum, pid) => sum + (processes.get(pid)?.cpu ?? NaN), 0);
}

/** CPU-seconds that a process has used itself so far, and those of the programs that it started and that have ended. */
export async function processorSeconds(pid: number): Promise<{ own: number; ended: number }> {
  const stat = await readProc(`${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system, endedUser, endedSystem] = fields.slice(11, 15).map(Number);
  return { own: (user! + system!) / ticksPerSecond, ended: (endedUser! + endedSystem!) / ticksPerSecond };
}

/** CPU-seconds everything on this machine has used so far. */
export async function machineCpuSeconds(): Promise<number> {
  const line = (await readProc('stat')).split('\n')[0] ?? '';
  const [user, nice, system, , , irq, softirq] = line.split(/\s+/).slice(1).map(Number);
  return (user! + nice! + system! + irq! + softirq!) / ticksPerSecond;
}

/** Resident memory of a process in bytes. */
export async function residentBytes(pid: number): Promise<number> {
  const status = await readProc(`${pid}/status`);
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
}

/** What readers of progress ask Temporal for. */
const reads =
  /^(Describe|GetWorkflowExecutionHistory|PollWorkflowExecutionHistory|Query|UpdateWorkflow|PollWorkflowExecutionUpdate|List)/;

/** Requests that Temporal's frontend has had so far: all, and those of readers. */
export async function temporalRequests(metrics: string): Promise<{ all: number; reads: number }> {
  const text = await (await fetch(metrics)).text();
  const counted = { all: 0, reads: 0 };
  for (const [, operation, count] of text.matchAll(
    /^service_requests\{[^}]*operation="([^"]+)"[^}]*service_name="frontend"[^}]*\} (\S+)$/gm,
  )) {
    counted.all += Number(count);
    if (reads.test(operation!)) counted.reads += Number(count);
  }
  return counted;
}
