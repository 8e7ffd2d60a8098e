import type { Server } from '../../tools/servers.mjs';
import type { ServerDefinition } from './supervise.ts';

/** What a server needs to know to be started. */
export interface Placement {
  /** Its binary. */
  command: string;
  dataDir: string;
  /** The environment, of which names (bucket, namespace) are taken over. */
  env: NodeJS.ProcessEnv;
}

/** A server with its ports chosen: ready to be supervised. */
export interface PlacedServer extends ServerDefinition {
  /** Done once it serves, at every start; what it sets up may be there already. */
  prepare(): Promise<void>;
  /** The variables with which the rest of the product finds it. */
  provides: Record<string, string>;
  /** The address of its own web page, if it has one. */
  ui: string | null;
}

/** A server of the embedded stack. */
export interface EmbeddedServer {
  /** Where its binary comes from, and which variables replace it. */
  source: Server;
  /** Chooses free ports; called again when someone else took one in between. */
  define(placement: Placement): Promise<PlacedServer>;
}
