import type { ServerDefinition, SupervisorLog } from './supervise.ts';

/** What a server needs to know to be started. */
interface Placement {
  /** Its binary. */
  command: string;
  dataDir: string;
  /** The environment, of which names (bucket, namespace) are taken over. */
  env: NodeJS.ProcessEnv;
  log: SupervisorLog;
}

/** A server with its ports chosen: ready to be supervised. */
export interface PlacedServer extends ServerDefinition {
  /** Done once per start of the stack, when it serves, and not after a restart; what it sets up may be there already. */
  prepare(): Promise<void>;
  /** The variables with which the rest of the product finds it. */
  provides: Record<string, string>;
  /** The address of its own web page, if it has one. */
  ui: string | null;
}

/** A server of the embedded stack. */
export interface EmbeddedServer {
  /** Whether the environment names a server to use instead. */
  replaced(env: NodeJS.ProcessEnv): boolean;
  /** Its binary on this machine; throws StartFailure, which says how to get one. */
  find(machine: NodeJS.ProcessEnv): Promise<string>;
  /** Chooses free ports; called again when someone else took one in between. */
  define(placement: Placement): Promise<PlacedServer>;
}
