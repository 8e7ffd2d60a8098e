import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  type PutObjectCommandInput,
  type S3Client,
  type UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Hash } from 'node:crypto';
import { isMissing, noSuchBucket } from './storage-answers.ts';

/**
 * A client for one upload. lib-storage's own abort only rejects early, while parts and clean-up go on; when nothing is
 * begun any more it gives the upload up and cleans up before it rejects. What is under way is waited for: S3 may keep a
 * part that arrives beside the clean-up, and the upload with it.
 */
function endingWith(signal: AbortSignal | undefined, client: S3Client): S3Client {
  const send = async (command: UploadPartCommand | AbortMultipartUploadCommand) => {
    if (!(command instanceof AbortMultipartUploadCommand)) signal?.throwIfAborted();
    return client.send(command as UploadPartCommand);
  };
  return Object.create(client, { send: { value: send } }) as S3Client;
}

interface UploadOptions {
  partSize: number;
  signal: AbortSignal | undefined;
  onProgress: ((bytes: number) => void) | undefined;
}

/** Once it has rejected, nothing of it is under way any more. */
export function uploadInParts(
  client: S3Client,
  params: PutObjectCommandInput,
  { partSize, signal, onProgress }: UploadOptions,
) {
  const upload = new Upload({ client: endingWith(signal, client), params, partSize, queueSize: 2 });
  upload.on('httpUploadProgress', ({ loaded }) => onProgress?.(loaded ?? 0));
  return upload.done().catch(noSuchBucket(params.Bucket!));
}

/** The same bytes, which the hash has seen when they are passed on. */
export async function* hashed(chunks: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

/** Ends what a killed worker left unfinished: no list of objects shows it, and it is paid for all the same. */
export async function abortUploads(
  client: S3Client,
  { bucket, prefix }: { bucket: string; prefix: string },
): Promise<void> {
  let page: ListMultipartUploadsCommandOutput | undefined;
  do {
    page = await client.send(
      new ListMultipartUploadsCommand({
        Bucket: bucket,
        Prefix: prefix,
        KeyMarker: page?.NextKeyMarker,
        UploadIdMarker: page?.NextUploadIdMarker,
      }),
    );
    for (const { Key, UploadId } of page.Uploads ?? []) {
      try {
        await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
      } catch (error) {
        if (!isMissing(error)) throw error; // it has ended by itself meanwhile
      }
    }
  } while (page.IsTruncated);
}
