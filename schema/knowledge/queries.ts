import { encodeLabel } from '../../workers/kit/wire/label.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { pageSize } from '../page.ts';
import { LabelInput } from '../run/queries.ts';
import { KnowledgeSearchType } from './types.ts';

const KnowledgeFilter = builder.inputType('KnowledgeFilter', {
  description: 'Which documents are searched; what is left out is anything.',
  fields: (t) => ({
    category: t.string({ required: false, description: 'Of this category.' }),
    source: t.string({ required: false, description: 'Learned under this.' }),
    language: t.string({ required: false, description: 'In this language, by ISO 639-1.' }),
    labels: t.field({ type: [LabelInput], required: false, description: 'With all of these.' }),
    onBehalfOf: t.string({
      required: false,
      description: "What was learned for this user of yours, besides everybody's. Left out: everybody's alone.",
    }),
  }),
});

builder.queryField('knowledge', (t) =>
  t.field({
    type: KnowledgeSearchType,
    description:
      'Passages of what was learned, found by their words and by their vectors, in one order. Only the newest version of a source is searched.',
    extensions: cost.sum,
    args: {
      search: t.arg.string({ required: true, description: 'Words, or a question: at most 1,000 characters.' }),
      filter: t.arg({ type: KnowledgeFilter, required: false, description: 'Only of these documents.' }),
      first: t.arg.int({
        required: false,
        defaultValue: 10,
        description: 'How many, at most 100.',
        extensions: { most: 100 },
      }),
    },
    resolve: (_root, { search, filter, first }, { services }) =>
      services.knowledge.search({
        search,
        filter: { ...filter, labels: filter?.labels?.map(encodeLabel) },
        first: pageSize(first),
      }),
  }),
);
