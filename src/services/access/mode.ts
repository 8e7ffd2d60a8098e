import { createRecent } from '../recent.ts';
import type { Audit } from './audit.ts';
import type { Keys } from './keys.ts';

/** With the first key the server stops being open within this time. */
const rememberedMs = 1000;

export interface ModeOptions {
  /** `ADMIN_API_KEY`: with it the server is never open. */
  adminKey: string | undefined;
  keys: Pick<Keys, 'any'>;
  audit: Pick<Audit, 'record'>;
  /** Whether whoever reaches this server may do anything as long as there are no keys. */
  open: boolean;
}

/** Makes what says whether this server lets in whoever comes. Each change is written down, the first answer as one. */
export function createMode({ adminKey, keys, audit, open }: ModeOptions) {
  const recent = createRecent(rememberedMs);
  let before: boolean | undefined;

  return async function isOpen(): Promise<boolean> {
    const now = open && adminKey === undefined && !(await recent.ask('any', () => keys.any()));
    if (now === before) return now;
    before = now;
    await audit.record({ actor: 'system', action: now ? 'letEveryoneIn' : 'askForKeys', targets: [], outcome: 'OK' });
    return now;
  };
}
