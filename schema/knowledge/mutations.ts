import { KnowledgeNotFoundError } from '../../src/errors.ts';
import { builder } from '../builder.ts';
import { ErrorInterface } from '../errors.ts';

builder.objectType(KnowledgeNotFoundError, {
  name: 'KnowledgeNotFoundError',
  description: 'There is no such document.',
  interfaces: [ErrorInterface],
});

const KnowledgeDeletedType = builder
  .objectRef<{ id: string; source: string; version: number }>('KnowledgeDeleted')
  .implement({
    description: 'What was deleted.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Its UUID.' }),
      source: t.exposeString('source', { description: 'What it was learned under.' }),
      version: t.exposeInt('version', { description: 'Which version it was.' }),
    }),
  });

builder.mutationFields((t) => ({
  deleteKnowledge: t.field({
    type: KnowledgeDeletedType,
    description:
      'Deletes a learned document with its passages, facts and vectors: it cannot be undone. Earlier versions stay as they are, and are not searched.',
    errors: { types: [KnowledgeNotFoundError] },
    args: { id: t.arg.id({ required: true, description: 'UUID of the document.' }) },
    resolve: (_root, { id }, { services }) => services.knowledge.delete(id),
  }),
}));
