import { ForbiddenError } from '../../errors.ts';
import type { Services } from '../services.ts';
import { assertMay, type Permission } from './access.ts';
import type { Caller } from './caller.ts';

/** What callers may do with what was learned, and with what is known of people. */
export interface CallerKnowledge {
  knowledge: Pick<Services['knowledge'], 'search' | 'delete'>;
  memories: Pick<Services['memories'], 'list' | 'forget'>;
}

/** They are of no run and no workflow, like brands: who is only for some has none of them. */
export function guardKnowledge(
  { knowledge, memories }: Pick<Services, 'knowledge' | 'memories'>,
  { access }: Caller,
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
    memories: {
      async list(request) {
        need('INSPECT');
        return memories.list(request);
      },
      async forget(subject, id) {
        need('DECIDE');
        return memories.forget(subject, id);
      },
    },
  };
}
