import type { ScheduledPost } from '../../src/services/publications/scheduled-posts.ts';
import { builder } from '../builder.ts';
import { ScheduleType } from '../schedule/types.ts';

export const ScheduledPostType = builder.objectRef<ScheduledPost>('ScheduledPost').implement({
  description: 'A time at which a schedule publishes.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When it is due, jitter included.' }),
    schedule: t.field({ type: ScheduleType, description: 'The schedule.', resolve: ({ schedule }) => schedule }),
  }),
});
