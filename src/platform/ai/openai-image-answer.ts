import * as z from 'zod';
import { noUsage, type Usage } from './usage.ts';

/** What both endpoints answer, in JSON and as the last event of a stream. */
export interface Made {
  /** In base64. */
  image?: string | undefined;
  /** Where it is instead; OpenAI has none any more. */
  link?: string | undefined;
  usage?: Usage | undefined;
}

const count = z.int().nonnegative();
const usage = z
  .object({
    input_tokens_details: z.object({ text_tokens: count, image_tokens: count }),
    output_tokens: count,
    output_tokens_details: z.object({ text_tokens: count }).nullish(),
  })
  .transform(({ input_tokens_details: given, output_tokens: made, output_tokens_details: details }): Usage => {
    const output = Math.min(details?.text_tokens ?? 0, made);
    const input = { input: given.text_tokens, imageInput: given.image_tokens };
    return { ...noUsage, ...input, output, imageOutput: made - output, images: 1 };
  });

/** Servers that are not OpenAI's leave out what they do not know, and may answer anything. */
const text = z.string().min(1).optional().catch(undefined);
const picture = z.object({ b64_json: text, url: text, usage: usage.optional().catch(undefined) });
const answer = picture.omit({ b64_json: true, url: true }).extend({ data: z.tuple([picture], z.unknown()) });

/** Of an answer at once. What is not to be understood is not there. */
export function readAnswer(body: unknown): Made {
  const { data } = answer.safeParse(body);
  return data ? { ...toMade(data.data[0]), usage: data.usage } : {};
}

/** Of the last event of a stream. */
export const readLastEvent = (event: unknown): Made => toMade(picture.safeParse(event).data);

const toMade = (made: z.output<typeof picture> | undefined): Made => ({
  image: made?.b64_json,
  link: made?.url,
  usage: made?.usage,
});
