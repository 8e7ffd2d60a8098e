import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ImageRejected } from '../../src/platform/images/rejection.ts';
import { lookAt, whyMissing } from '../../src/platform/images/source.ts';
import type { Operation } from '../../src/platform/video/operation.ts';
import type { Storage } from '../../src/platform/storage.ts';
import type { AnalysedVideo } from './contract.ts';

type Asked = AnalysedVideo['operations'][number];

const limits = { bytes: 20_000_000, pixels: 40_000_000 };

/** A picture that is no overlay. `message` says why, for people. */
export class OverlayRejected extends Error {}

/** The operations with the pictures of overlays in the version they have now. Throws OverlayRejected. */
export const pinOverlays = (storage: Storage, operations: readonly Asked[], signal: AbortSignal): Promise<Asked[]> =>
  Promise.all(
    operations.map(async (operation, index) => {
      if (operation.kind !== 'OVERLAY') return operation;
      const refuse = (why: string): never => {
        throw new OverlayRejected(`operations.${index}.overlay.image: ${why}`);
      };
      try {
        const facts = await lookAt(storage, operation.image, { maxBytes: limits.bytes, signal });
        if (!['PNG', 'JPEG', 'WEBP'].includes(facts.format))
          return refuse(`It is ${facts.format}; give PNG, JPEG or WebP.`);
        if (facts.width * facts.height > limits.pixels) return refuse(`It has more than ${limits.pixels} pixels.`);
        return { ...operation, image: { ...operation.image, etag: facts.etag } };
      } catch (error) {
        const missing = whyMissing(error);
        if (missing !== null) return refuse(missing);
        if (error instanceof ImageRejected) return refuse(error.message);
        throw error;
      }
    }),
  );

/** The operations as ffmpeg does them, with the pictures of overlays as files in `scratch`. */
export const prepareOperations = (
  storage: Storage,
  operations: readonly Asked[],
  scratch: string,
  signal: AbortSignal,
): Promise<Operation[]> =>
  Promise.all(
    operations.map(async (operation, index): Promise<Operation> => {
      switch (operation.kind) {
        case 'GRAYSCALE':
          return { kind: operation.kind };
        case 'ANNOTATE':
          return { ...operation, text: operation.text ?? null, show: operation.show ?? null };
        case 'RESIZE': {
          const { width, height, ...rest } = operation;
          return { ...rest, ...(width !== undefined && { width }), ...(height !== undefined && { height }) };
        }
        case 'OVERLAY': {
          const { image, width, ...rest } = operation;
          const file = path.join(scratch, `picture-${index}`);
          await writeFile(file, await storage.read(image, { signal }));
          return { ...rest, file, width: width ?? null };
        }
        default:
          return operation;
      }
    }),
  );
