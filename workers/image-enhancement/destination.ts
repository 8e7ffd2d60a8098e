import type { ObjectLocation } from '../kit/objects.ts';
import { outputFormats, type OutputFormat } from './formats.ts';

interface Request {
  source: ObjectLocation;
  destination?: ObjectLocation;
  output: { format: OutputFormat };
}

/** Where the result goes: `photos/alps.tiff` becomes `enhanced/photos/alps.jpg` unless the caller says otherwise. */
export function destinationOf({ source: { bucket, key }, destination, output }: Request): ObjectLocation {
  if (destination) return destination;
  const name = key.replace(/(?<=[^/])\.[^./]*$/, '');
  return { bucket, key: `enhanced/${name}.${outputFormats[output.format].extension}` };
}
