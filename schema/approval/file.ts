import type { ShownFile } from '../../src/services/approvals/shown-files.ts';
import { builder } from '../builder.ts';

export const ShownFileType = builder.objectRef<ShownFile>('ShownFile').implement({
  description: 'A file of storage, to look at.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Where in what names it it is, as `photo` or `photos.0`.' }),
    url: t.exposeString('url', {
      nullable: true,
      description:
        'Reads it for a quarter of an hour without credentials, so it is a secret; null when it cannot be read.',
    }),
    picture: t.exposeBoolean('picture', { description: 'Whether browsers show it as a picture.' }),
    problem: t.exposeString('problem', { nullable: true, description: 'Why it cannot be read; null when it can.' }),
  }),
});
