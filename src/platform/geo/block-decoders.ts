import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { addDecoder, BaseDecoder, getDecoder, type ImageFileDirectory } from 'geotiff';
import { jpegFrames } from './jpeg-frames.ts';
import { unpackLzw } from './lzw.ts';
import { unpackPackBits } from './pack-bits.ts';

/** The most that a tile or strip may be once it is unpacked. */
export const maxTileBytes = 64 * 1024 * 1024;

/** Values of the tag Compression. */
const kinds = { none: [undefined, 1], lzw: [5], jpeg: [7], deflate: [8, 32_946], packBits: [32_773] };

/** Those of which no file, however it was made, can unpack to more than its header says. */
export const readableCompressions: readonly (number | undefined)[] = Object.values(kinds).flat();

const unpack = promisify(inflate);
type Parameters = ConstructorParameters<typeof BaseDecoder>[0] & { limit: number };

/** What geotiff gives its own, and how many bytes a block has. */
async function parametersOf(directory: ImageFileDirectory): Promise<Parameters & { JPEGTables: unknown }> {
  const [width, height, tileWidth, tileLength, rows] = await Promise.all(
    (['ImageWidth', 'ImageLength', 'TileWidth', 'TileLength', 'RowsPerStrip'] as const).map((tag) =>
      directory.loadValue(tag),
    ),
  );
  const size = { tileWidth: Number(tileWidth ?? width), tileHeight: Number(tileLength ?? rows ?? height) };
  const bitsPerSample = Array.from((await directory.loadValue('BitsPerSample')) ?? [1]);
  const bits = bitsPerSample.reduce((sum, each) => sum + each, 0);
  return {
    ...size,
    bitsPerSample,
    planarConfiguration: (await directory.loadValue('PlanarConfiguration')) ?? 1,
    predictor: (await directory.loadValue('Predictor')) ?? 1,
    JPEGTables: await directory.loadValue('JPEGTables'),
    limit: Math.min(maxTileBytes, size.tileHeight * Math.ceil((size.tileWidth * bits) / 8)),
  };
}

/** Registers a decoder that unpacks no more than a block may have: a small file can say a thousand times its size. */
function decodeBounded(
  compressions: number[],
  unpackTo: (packed: Uint8Array, limit: number) => Promise<Uint8Array> | Uint8Array,
) {
  class Bounded extends BaseDecoder {
    override async decodeBlock(block: ArrayBufferLike): Promise<ArrayBufferLike> {
      const { limit } = this.parameters as Parameters;
      const { buffer, byteOffset, byteLength } = await unpackTo(new Uint8Array(block), limit);
      return buffer.slice(byteOffset, byteOffset + byteLength);
    }
  }
  addDecoder(compressions, () => Promise.resolve(Bounded), parametersOf);
}

decodeBounded(kinds.deflate, (packed, limit) => unpack(packed, { maxOutputLength: limit })); // on libuv's threads
decodeBounded(kinds.lzw, unpackLzw);
decodeBounded(kinds.packBits, unpackPackBits);

// geotiff's own, but only of frames that are no larger than the block is.
const jpegDecoder = getDecoder(kinds.jpeg[0]!, {} as Parameters);
addDecoder(
  kinds.jpeg,
  async () => {
    const Jpeg = (await jpegDecoder).constructor as typeof BaseDecoder;
    return class extends Jpeg {
      override decodeBlock(block: ArrayBufferLike) {
        const { tileWidth, tileHeight } = this.parameters;
        for (const { width, height } of jpegFrames(new Uint8Array(block)))
          if (width > tileWidth || height > tileHeight) throw new Error('JPEG: a frame that is larger than its block.');
        return super.decodeBlock(block);
      }
    };
  },
  parametersOf,
);
