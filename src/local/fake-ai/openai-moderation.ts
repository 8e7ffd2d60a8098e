import { parseJson } from '../fake-server/parse-json.ts';
import { Refusal } from '../fake-server/refusal.ts';
import type { Reply } from '../fake-server/write-reply.ts';

/** What was asked of the moderation API. */
export interface ModerationRequest {
  model: string;
  input: string;
}

const categories = [
  'harassment',
  'harassment/threatening',
  'hate',
  'hate/threatening',
  'illicit',
  'illicit/violent',
  'self-harm',
  'self-harm/intent',
  'self-harm/instructions',
  'sexual',
  'sexual/minors',
  'violence',
  'violence/graphic',
];

/** Reads it, and refuses what the moderation API refuses. */
export function readModerationRequest(bytes: Buffer): ModerationRequest {
  const { model = 'omni-moderation-latest', input } = parseJson(bytes) as Record<string, unknown>;
  if (typeof input !== 'string' || input === '') {
    throw new Refusal(400, "Invalid value for 'input'.", { code: 'invalid_value' });
  }
  if (!String(model).startsWith('omni-moderation-')) {
    throw new Refusal(404, `The model '${String(model)}' does not exist.`, { code: 'model_not_found' });
  }
  return { model: String(model), input };
}

const each = <T>(value: (name: string) => T) => Object.fromEntries(categories.map((name) => [name, value(name)]));

export function answerModeration({ model }: ModerationRequest, flagged: readonly string[] = []): { reply: Reply } {
  const result = {
    flagged: flagged.length > 0,
    categories: each((name) => flagged.includes(name)),
    category_scores: each((name) => (flagged.includes(name) ? 0.97 : 0.0001)),
    category_applied_input_types: each(() => ['text']),
  };
  return { reply: { json: { id: 'modr-fake', model, results: [result] } } };
}
