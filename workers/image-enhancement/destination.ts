import { objectLocation, type ObjectLocation } from '../kit/objects.ts';
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

/** Folders of the work bucket that have an owner: runs keep intermediate objects in one, browsers bring files to the other. */
const owned = /^\/*(work|uploads)\//; // storage that is a file system ignores slashes in front

/** Why no result may be stored there, for people; null when it may. */
export function refuseDestination({ bucket, key }: ObjectLocation, workBucket: string): string | null {
  const folder = bucket === workBucket ? owned.exec(key)?.[1] : undefined;
  if (folder) return `destination.key: ${folder}/ in the bucket ${bucket} is not for results.`;
  const [issue] = objectLocation.safeParse({ bucket, key }).error?.issues ?? [];
  // The contract has checked what the caller named, so it is the default that has grown too long.
  return issue
    ? `destination.key: \`enhanced/\` and the key of the source: ${issue.message} Name a destination.`
    : null;
}
