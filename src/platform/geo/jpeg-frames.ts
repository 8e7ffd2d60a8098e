/** Width and height of each frame that a JPEG stream says it has; there should be one. */
export function jpegFrames(bytes: Uint8Array): { width: number; height: number }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: { width: number; height: number }[] = [];
  for (let at = 0; at + 9 <= bytes.length;) {
    const marker = bytes[at + 1]!;
    if (bytes[at] !== 0xff || marker === 0xff || standsAlone(marker)) {
      at++; // what is coded is between markers
      continue;
    }
    if (isFrame(marker)) frames.push({ height: view.getUint16(at + 5), width: view.getUint16(at + 7) });
    at += 2 + view.getUint16(at + 2);
  }
  return frames;
}

/** 0xff of what is coded, restarts, start and end of the image. */
const standsAlone = (marker: number) => marker === 0 || (marker >= 0xd0 && marker <= 0xd9);

/** SOF0 to SOF15; among them are tables (DHT, DAC) and a reserved one. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
