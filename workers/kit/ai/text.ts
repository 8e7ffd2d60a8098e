import { parseAnswer, wireSchema } from '../../../src/platform/ai/answer-schema.ts';
import type { Usage } from '../../../src/platform/ai/usage.ts';
import { toUsd } from '../../../src/services/budgets/usd.ts';
import type { TextAnswer, TextRequest } from '../ai.ts';
import type { Report } from '../activity.ts';
import type { Calls } from './call.ts';
import { coded } from './failure.ts';
import { readImages } from './read-images.ts';
import type { AiTools } from './tools.ts';

interface KeptText {
  text: string;
  model: string;
  usage: Usage;
}

interface Place {
  signal: AbortSignal;
  report(report: Report): void;
}

/** Asks a language model; how much it has written so far is the activity's message. */
export const generateText = <T>(
  tools: AiTools,
  calls: Pick<Calls, 'call'>,
  place: Place,
  request: TextRequest<T>,
): Promise<TextAnswer<T>> => coded(() => generate(tools, calls, place, request));

/** All of them are in memory at a time. */
const mostImages = 100;

async function generate<T>(
  tools: AiTools,
  { call }: Pick<Calls, 'call'>,
  { signal, report }: Place,
  { purpose, prompt, images = [], ...asked }: TextRequest<T>,
): Promise<TextAnswer<T>> {
  const { llm, models } = tools;
  const given = await readImages(tools, { images, most: mostImages, signal });
  const request = { ...asked, model: asked.model ?? models.defaults.text, images: given };
  const { model, system, messages, schema, maxTokens } = request;
  const onText = (_part: string, text: string) => report({ message: `${purpose}: ${text.length} characters so far` });
  const { made, kept } = await call({
    purpose,
    prompt,
    model,
    request: { model, system, messages, images, schema: schema && wireSchema(schema), maxTokens },
    parameters: { ...(maxTokens !== undefined && { maxTokens }) },
    bound: llm.bound(request),
    make() {
      report({ message: `${purpose}: waiting for ${model}` });
      return llm.generate(request, { signal, onText });
    },
    keep: async (answer): Promise<KeptText> => ({ text: answer.text, model: answer.model, usage: answer.usage }),
  });
  const { text, usage } = kept;
  const cost = models.costOf(model, usage);
  const value = made ? made.value : await read(text, schema);
  return { text, value, model: kept.model, usage, costUsd: cost === null ? null : toUsd(cost) };
}

/** It was checked when it was stored, and by the same schema, as calls with another are other calls. */
async function read<T>(text: string, schema: TextRequest<T>['schema']): Promise<T> {
  if (!schema) return undefined as T;
  const parsed = await parseAnswer(text, schema);
  if ('value' in parsed) return parsed.value;
  throw new Error(`A stored answer does not fit its schema: ${parsed.wrong}`);
}
