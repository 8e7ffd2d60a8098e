import sharp from 'sharp';
import type { ImageRequest, Source } from './openai-request.ts';
import { Refusal } from '../fake-server/refusal.ts';

const mediaTypes = ['image/png', 'image/webp', 'image/jpeg'];
const mostSources = 16;
const mostSourceBytes = 50_000_000;
const mostMaskBytes = 4_000_000;
const mostPixels = 3840 * 2160;

const wrong = (message: string, code = 'invalid_value') => new Refusal(400, message, { code });

/** Refuses what the images API refuses. */
export async function checkImages(request: ImageRequest, edits: boolean): Promise<void> {
  const { model = '', prompt, unknown, image, mask } = request;
  if (unknown[0]) throw wrong(`Unknown parameter: '${unknown[0]}'.`, 'unknown_parameter');
  if (!/^gpt-image-(1-mini|1\.5|2)/.test(model)) {
    throw new Refusal(404, `The model '${model}' does not exist or you do not have access to it.`, {
      code: 'model_not_found',
    });
  }
  if (!prompt) throw wrong("Missing required parameter: 'prompt'.", 'missing_required_parameter');
  if (prompt.length > 32_000) throw wrong('The prompt is longer than 32000 characters.', 'string_above_max_length');
  checkOptions(request, model);
  if (!edits) return;
  if (image.length === 0) throw wrong("Missing required parameter: 'image'.", 'missing_required_parameter');
  if (image.length > mostSources) throw wrong(`At most ${mostSources} images may be given.`);
  for (const source of image) await checkSource(source, mediaTypes, mostSourceBytes);
  if (!mask) return;
  const [masked, first] = await Promise.all([checkSource(mask, ['image/png'], mostMaskBytes), sizeOf(image[0]!)]);
  if (!masked.hasAlpha) throw wrong('Invalid mask image: it has no alpha channel.');
  if (masked.width !== first.width || masked.height !== first.height) {
    throw wrong('Invalid mask image: it must be as large as the image.');
  }
}

function checkOptions(request: ImageRequest, model: string): void {
  const { size = 'auto', quality = 'auto', output_format = 'png', background = 'auto', n = 1 } = request;
  const { partial_images: partials, output_compression: compression, stream } = request;
  checkSize(size);
  const finest = /^gpt-image-2\.[56]/.test(model) ? ['xhigh', 'max'] : [];
  oneOf('quality', quality, ['low', 'medium', 'high', 'auto', ...finest]);
  oneOf('output_format', output_format, ['png', 'jpeg', 'webp']);
  oneOf('background', background, ['auto', 'opaque', ...(model.startsWith('gpt-image-1') ? ['transparent'] : [])]);
  if (!Number.isInteger(n) || n < 1 || n > 10) throw wrong(`Invalid value: '${n}'. n is 1 to 10.`);
  if (compression !== undefined && (output_format === 'png' || compression < 0 || compression > 100)) {
    throw wrong('output_compression is 0 to 100, for jpeg and webp.');
  }
  if (partials !== undefined && (!stream || !Number.isInteger(partials) || partials < 0 || partials > 3)) {
    throw wrong('partial_images is 0 to 3, and needs stream.');
  }
}

function oneOf(name: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) {
    throw wrong(`Invalid value: '${value}'. Supported values for ${name} are: ${allowed.join(', ')}.`);
  }
}

function checkSize(size: string): void {
  if (size === 'auto') return;
  const [, width = 0, height = 0] = (/^(\d+)x(\d+)$/.exec(size) ?? []).map(Number);
  const ratio = width / height;
  const fits = width * height <= mostPixels && Math.max(width, height) <= 3840;
  if (!width || width % 16 || height % 16 || ratio > 3 || ratio < 1 / 3 || !fits) {
    throw wrong(`Invalid size '${size}': both are multiples of 16, at most 3:1, and at most 3840x2160.`);
  }
}

async function checkSource(source: Source, types: readonly string[], mostBytes: number) {
  if (source.bytes.length >= mostBytes) throw wrong(`Invalid image file: larger than ${mostBytes} bytes.`);
  if (!types.includes(source.mediaType)) {
    throw wrong(
      `Invalid file '${source.name}': unsupported mimetype ('${source.mediaType}').`,
      'unsupported_file_mimetype',
    );
  }
  return sizeOf(source);
}

export const sizeOf = (source: Source) =>
  sharp(source.bytes)
    .metadata()
    .catch(() => {
      throw wrong('Invalid image file or mode.', 'invalid_image_file');
    });
