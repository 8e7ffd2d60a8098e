import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { addDecoder, BaseDecoder } from 'geotiff';

/** The most that a tile or strip may be once it is unpacked. */
export const maxTileBytes = 64 * 1024 * 1024;

const unpack = promisify(inflate);

/** Inflates on libuv's threads, and never to more than a tile may be: a small file can unpack to a thousand times its size. */
class BoundedInflate extends BaseDecoder {
  override async decodeBlock(buffer: ArrayBufferLike): Promise<ArrayBuffer> {
    const data = await unpack(new Uint8Array(buffer), { maxOutputLength: maxTileBytes });
    return new Uint8Array(data).buffer;
  }
}

addDecoder([8, 32_946], () => Promise.resolve(BoundedInflate));
