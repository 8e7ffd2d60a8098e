import type { Storage } from '../../src/platform/storage.ts';
import { flightImage, type FlightImage } from '../flight-ingestion/manifest.ts';
import { mostImages } from './contract.ts';
import { mostParts, type Part } from './contract/parts.ts';
import type { S3Object } from '../kit/objects.ts';

/** What is read of a manifest at a time. */
const stretchBytes = 8 * 1024 * 1024;
const newline = 0x0a;
/** The longest that ingestion writes have a tenth of it; a file that is no text may be one line of gigabytes. */
const mostLineBytes = 256 * 1024;

/** The manifest is none, or has more images than can be taken. */
export class ManifestRejected extends Error {
  readonly code: 'MANIFEST_INVALID' | 'TOO_MANY_IMAGES' | 'NO_IMAGES';

  constructor(code: ManifestRejected['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Parts of a manifest in whole lines, and its first line, by reading it once, a stretch at a time. `onRead` is told the bytes. Throws
 * ManifestRejected, and what storage throws.
 */
export async function partsOf(
  storage: Pick<Storage, 'read'>,
  { manifest, bytes, imagesPerPart }: { manifest: S3Object; bytes: number; imagesPerPart: number },
  { signal, onRead }: { signal: AbortSignal; onRead: (bytes: number) => void },
): Promise<{ images: number; firstLine: Part; parts: Part[] }> {
  const ends: number[] = []; // of lines, each behind its newline
  let last = newline;
  let checked = 0;
  for (let start = 0; start < bytes; start += stretchBytes) {
    const end = Math.min(bytes, start + stretchBytes);
    const stretch = await storage.read(manifest, { signal, range: { start, end: end - 1 } });
    for (let at = stretch.indexOf(newline); at >= 0; at = stretch.indexOf(newline, at + 1)) ends.push(start + at + 1);
    if (ends.length > mostImages) break;
    checkLines(ends, checked, end);
    checked = ends.length;
    last = stretch.at(-1) ?? last;
    onRead(end);
  }
  if (last !== newline) ends.push(bytes);
  if (ends.length > mostImages) {
    throw new ManifestRejected(
      'TOO_MANY_IMAGES',
      `The manifest has more than ${mostImages} lines. Ingest the flight in pieces.`,
    );
  }
  if (ends.length === 0) throw new ManifestRejected('NO_IMAGES', 'The manifest is empty: there is nothing to measure.');
  const size = Math.max(imagesPerPart, Math.ceil(ends.length / mostParts));
  const parts = Array.from({ length: Math.ceil(ends.length / size) }, (_part, index): Part => {
    const first = index * size;
    const behind = Math.min(ends.length, first + size);
    return {
      index,
      start: first === 0 ? 0 : ends[first - 1]!,
      end: ends[behind - 1]!,
      firstImage: first + 1,
      images: behind - first,
    };
  });
  const firstLine = { index: 0, start: 0, end: ends[0]!, firstImage: 1, images: 1 };
  return { images: ends.length, firstLine, parts };
}

/** Throws ManifestRejected for a line that is too long, behind those that were checked; the last one may have no end yet. */
function checkLines(ends: readonly number[], checked: number, read: number): void {
  for (let line = checked; line <= ends.length; line++) {
    if ((ends[line] ?? read) - (ends[line - 1] ?? 0) > mostLineBytes) {
      throw new ManifestRejected(
        'MANIFEST_INVALID',
        `Line ${line + 1} has more than ${mostLineBytes} bytes, and is no image of a manifest. Give the manifest that flightIngestion has stored.`,
      );
    }
  }
}

/** The images of a part. Throws ManifestRejected with the line that is none, and what storage throws. */
export async function readPart(
  storage: Pick<Storage, 'read'>,
  manifest: S3Object,
  { start, end, firstImage }: Part,
  signal: AbortSignal,
): Promise<FlightImage[]> {
  const bytes = await storage.read(manifest, { signal, range: { start, end: end - 1 } });
  const lines = bytes.toString().split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line, index) => {
    const invalid = (reason: string) =>
      new ManifestRejected(
        'MANIFEST_INVALID',
        `Line ${firstImage + index} is no image of a manifest (${reason}). Give the manifest that flightIngestion has stored.`,
      );
    const value = jsonOf(line);
    if (value === undefined) throw invalid('it is no JSON');
    const parsed = flightImage.safeParse(value);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw invalid(`${issue!.path.join('.') || 'the line'}: ${issue!.message}`);
  });
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // which JSON cannot say
  }
}
