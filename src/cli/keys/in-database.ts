import * as contracts from '../../../workers/contracts.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Log } from '../../platform/log.ts';
import { createAudit } from '../../services/access/audit.ts';
import { createKeys } from '../../services/access/keys.ts';
import type { KeysCommand } from '../arguments/keys.ts';
import { withDatabase } from '../database.ts';
import { changeKeys, type KeyStore } from './keys.ts';

/** Makes and ends keys in the database itself: the first one has to come from somewhere. */
export const keysInDatabase = (command: KeysCommand, env: NodeJS.ProcessEnv): Promise<number> =>
  withDatabase(env, (database, log) => changeKeys(databaseStore(database, log), command));

/** Who has the database's password has no key to be known by. */
const actor = 'system';

function databaseStore(database: Database, log: Log): KeyStore {
  const keys = createKeys(database);
  const audit = createAudit(database, log);
  return {
    any: keys.any,
    list: keys.list,
    async create(request) {
      const made = await keys.create(request);
      const input = { input: request };
      await audit.record({ actor, action: 'createApiKey', targets: [made.key.id], input, outcome: 'OK' });
      return made;
    },
    async revoke(id) {
      const key = await keys.revoke(id);
      await audit.record({ actor, action: 'revokeApiKey', targets: [id], input: { id }, outcome: 'OK' });
      return key;
    },
    workflows: async () => Object.keys(contracts),
  };
}
