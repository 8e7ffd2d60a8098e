import { implementActivities, type Dependencies } from '../kit/activity.ts';
import { analyse } from './analyse.ts';
import { assemble } from './assemble.ts';
import { videoProcessing } from './contract.ts';
import { onThread } from './thread/on-thread.ts';

/** The effects of working on a video: on storage, and on processes of ffmpeg that do not outlive them. */
export const createActivities = ({ storage, settings }: Dependencies) =>
  implementActivities(videoProcessing, {
    analyse: (input, context) => analyse(storage, input, context),

    async withdraw({ destination }) {
      await storage.deleteAll(destination);
      return {};
    },

    plan: (asked, context) => {
      const work = { ...asked, key: `${context.workKey}/plan.json` };
      return onThread('plan', { storage: settings.storage, work }, context);
    },

    async process({ plan, segment: index }, context) {
      // A plan that was made anew, as after a reset, has segments of its own.
      const folder = `${context.workKey}/${plan.sha256.slice(0, 16)}`;
      const work = { plan: plan.key, index, folder: `${folder}/${index}` };
      return { folder, frames: await onThread('segment', { storage: settings.storage, work }, context) };
    },

    assemble: (input, context) => assemble(storage, input, context),
  });
