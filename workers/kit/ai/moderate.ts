import { moderationModel } from '../../../src/platform/ai/default-models.ts';
import { noUsage } from '../../../src/platform/ai/usage.ts';
import type { Moderated, ModerationRequest } from '../ai.ts';
import type { ActivityContext } from '../activity.ts';
import type { Calls } from './call.ts';
import { coded } from './failure.ts';
import type { AiTools } from './tools.ts';

/** Has a text checked. What was found is stored, so that a repeat does not ask again. */
export const moderateText = (
  { moderate }: Pick<AiTools, 'moderate'>,
  { call }: Pick<Calls, 'call'>,
  { signal, report }: Pick<ActivityContext, 'signal' | 'report'>,
  { purpose, text }: ModerationRequest,
): Promise<Moderated> =>
  coded(async () => {
    const { kept } = await call({
      purpose,
      prompt: undefined,
      model: moderationModel,
      request: { model: moderationModel, text },
      parameters: {},
      bound: noUsage,
      make() {
        report({ message: `${purpose}: waiting for ${moderationModel}` });
        return moderate(text, signal);
      },
      keep: async ({ categories }): Promise<Moderated> => ({ categories }),
    });
    return kept;
  });
