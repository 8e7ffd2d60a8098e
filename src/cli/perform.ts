import { createApiClient, type ApiClient } from './api/client.ts';
import { apiTarget, ownProcess } from './api/target.ts';
import type { Command } from './command.ts';
import { printError } from './terminal.ts';

/** Does what the command line asks for. Loads what that needs, as a probe runs every few seconds. Returns the exit code. */
export async function perform(
  command: Exclude<Command, { do: 'help' }>,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<number> {
  const client = (): ApiClient => {
    const target = apiTarget(env);
    const onTrouble = (reason: string) => printError(`${target.url} does not answer (${reason}): trying again ...`);
    return createApiClient(target, { signal, onTrouble });
  };
  switch (command.do) {
    case 'health':
      return (await import('./health.ts')).health(ownProcess(env));
    case 'start':
      return (await import('./start/start.ts')).start(client(), command);
    case 'watch':
      return (await import('./watch/watch.ts')).watch(client(), command.run, command.json);
    case 'runs':
      return (await import('./runs.ts')).runs(client(), command);
    case 'schedules':
      return (await import('./schedules.ts')).schedules(client(), command);
    case 'audit':
      return (await import('./audit.ts')).audit(client(), command);
    case 'doctor':
      return (await import('./doctor/doctor.ts')).doctor(client(), command.json);
    case 'compareCosts':
      return (await import('./costs/command.ts')).costs(command, env);
    default:
      return env['TEMPOGRAPH_URL']
        ? (await import('./keys/by-api.ts')).keysByApi(client(), command)
        : (await import('./keys/in-database.ts')).keysInDatabase(command, env);
  }
}
