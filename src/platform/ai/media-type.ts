import { sniffFormat } from '../images/source-format.ts';

/** Of a picture, by its content; what a server says of it may be wrong. */
export const mediaTypeOf = (bytes: Buffer): string => {
  const format = sniffFormat(bytes);
  return format ? `image/${format.toLowerCase()}` : 'application/octet-stream';
};
