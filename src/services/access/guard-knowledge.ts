import { ForbiddenError } from '../../errors.ts';
import type { VaultEntry } from '../knowledge/vault-entries.ts';
import type { Correction } from '../memories/correct.ts';
import type { Memory } from '../memories/memory.ts';
import type { Services } from '../services.ts';
import { assertMay, type Permission } from './access.ts';
import type { Caller } from './caller.ts';

/** What callers may do with what was learned, and with what is known of people. */
export interface CallerKnowledge {
  knowledge: Pick<Services['knowledge'], 'search' | 'delete'>;
  vault: {
    list: Services['knowledge']['vault']['list'];
    lift(id: string, reason: string): Promise<VaultEntry>;
  };
  memories: Pick<Services['memories'], 'list' | 'forget'> & {
    correct(correction: Omit<Correction, 'by'>): Promise<Memory>;
  };
}

/** They are of no run and no workflow, like brands: who is only for some has none of them. */
export function guardKnowledge(
  { knowledge, memories }: Pick<Services, 'knowledge' | 'memories'>,
  { access, actor }: Caller,
): CallerKnowledge {
  const need = (permission: Permission) => {
    assertMay(access, permission);
    if (access.workflows === null && access.runs === null) return;
    throw new ForbiddenError(
      'This key or token is only for some workflows or runs, and knowledge and memories belong to none of them.',
    );
  };
  return {
    knowledge: {
      async search(request) {
        need('INSPECT');
        return knowledge.search(request);
      },
      async delete(id) {
        need('DECIDE');
        return knowledge.delete(id);
      },
    },
    vault: {
      async list(request) {
        need('INSPECT');
        return knowledge.vault.list(request);
      },
      async lift(id, reason) {
        need('ADMINISTER');
        return knowledge.vault.lift(id, reason, actor);
      },
    },
    memories: {
      async list(request) {
        need('INSPECT');
        return memories.list(request);
      },
      async correct(correction) {
        need('DECIDE');
        return memories.correct({ ...correction, by: actor });
      },
      async forget(subject, id) {
        need('DECIDE');
        return memories.forget(subject, id);
      },
    },
  };
}
