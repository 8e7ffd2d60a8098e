import sharp from 'sharp';
import { tokensOf } from './tokens-of.ts';
import type { MessageParam, TextBlockParam } from '@anthropic-ai/sdk/resources/messages';

const patch = 28;
const longestSide = 2576;
const mostTokens = 4784;

/** A token is a square of 28 pixels; larger pictures are made smaller before they are read. */
async function tokensOfImage(bytes: Buffer): Promise<number> {
  const { width, height } = await sharp(bytes).metadata();
  let scale = Math.min(1, longestSide / Math.max(width, height));
  const tokens = () => Math.ceil((width * scale) / patch) * Math.ceil((height * scale) / patch);
  while (tokens() > mostTokens) scale *= 0.99;
  return tokens();
}

/** One block of a prompt, in the order in which a model reads them. */
export interface PromptBlock {
  tokens: number;
  /** Tells blocks apart. */
  text: string;
  /** Whether everything up to here is to be kept. */
  cached: boolean;
}

const perMessage = 4;

export async function blocksOf(
  system: string | TextBlockParam[] | undefined,
  messages: readonly MessageParam[],
): Promise<PromptBlock[]> {
  const blocks: PromptBlock[] = [];
  const add = async (owner: string, content: MessageParam['content'], extra: number) => {
    for (const block of typeof content === 'string' ? [{ type: 'text', text: content } as const] : content) {
      const image = block.type === 'image' && block.source.type === 'base64' ? block.source.data : null;
      const tokens = image
        ? await tokensOfImage(Buffer.from(image, 'base64'))
        : tokensOf(block.type === 'text' ? block.text : JSON.stringify(block));
      const { cache_control: cached, ...rest } = block as typeof block & { cache_control?: unknown };
      blocks.push({ tokens: tokens + extra, text: `${owner} ${JSON.stringify(rest)}`, cached: Boolean(cached) });
    }
  };
  if (system !== undefined) await add('system', system, 0);
  for (const { role, content } of messages) await add(role, content, perMessage);
  return blocks;
}
