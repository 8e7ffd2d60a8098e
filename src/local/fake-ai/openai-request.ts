import type { IncomingHttpHeaders } from 'node:http';
import { parseJson } from '../fake-server/parse-json.ts';

/** A file of a form. */
export interface Source {
  bytes: Buffer;
  mediaType: string;
  name: string;
}

/** What was asked of the images API, of JSON and of a form alike. */
export interface ImageRequest {
  model?: string;
  prompt?: string;
  size?: string;
  quality?: string;
  output_format?: string;
  output_compression?: number;
  background?: string;
  n?: number;
  stream?: boolean;
  partial_images?: number;
  moderation?: string;
  user?: string;
  /** Servers of others take these two. */
  seed?: number;
  response_format?: string;
  image: Source[];
  mask?: Source;
  /** Fields that this API has no longer, or never had. */
  unknown: string[];
}

const known = new Set(
  'model prompt size quality output_format output_compression background n stream partial_images moderation user image mask'.split(
    ' ',
  ),
);

export function readImageRequest(bytes: Buffer): ImageRequest {
  const body = parseJson(bytes) as Record<string, unknown>;
  return { ...body, image: [], unknown: Object.keys(body).filter((name) => !known.has(name)) };
}

/** Forms hold texts only; `image` and `image[]` are the same. */
export async function readImageForm(bytes: Buffer, headers: IncomingHttpHeaders): Promise<ImageRequest> {
  const type = headers['content-type'] ?? '';
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const request: Record<string, unknown> = {};
  const files: Record<string, Source[]> = {};
  for (const [field, value] of form) {
    const name = field.replace(/\[\]$/, '');
    if (typeof value === 'string') request[name] = parsed(name, value);
    else (files[name] ??= []).push(await sourceOf(value));
  }
  const { image = [], mask = [], ...others } = files;
  const unknown = [...Object.keys(request), ...Object.keys(others)].filter((name) => !known.has(name));
  return { ...request, image, ...(mask[0] && { mask: mask[0] }), unknown };
}

const sourceOf = async (file: File): Promise<Source> => ({
  bytes: Buffer.from(await file.arrayBuffer()),
  mediaType: file.type,
  name: file.name,
});

function parsed(name: string, value: string): unknown {
  if (['n', 'partial_images', 'output_compression', 'seed'].includes(name)) return Number(value);
  return name === 'stream' ? value === 'true' : value;
}
