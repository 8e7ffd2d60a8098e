import { findServer } from '../../tools/find-server.mjs';
import type { Server } from '../../tools/servers.mjs';
import type { EmbeddedServer } from './embedded-server.ts';
import { StartFailure } from './start-failure.ts';

/** A server whose binary is fetched or built by tools/, as it has no npm package. */
export const builtServer = (source: Server): Pick<EmbeddedServer, 'replaced' | 'find'> => ({
  replaced: source.replaced,
  async find(machine) {
    const { tool, version, variable } = source;
    const command = await findServer(source, machine);
    if (command) return command;
    throw new StartFailure(`${tool} ${version} is not on this machine: "npm start" gets it, or set ${variable}.`);
  },
});
