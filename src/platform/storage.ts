import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchBucket,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { BucketNotFoundError } from '../errors.ts';
import type { Settings } from './env.ts';
import { isMissing, noSuchBucket, statusOf } from './storage-answers.ts';
import { createDirectRequests, escapeKey } from './storage-direct.ts';
import { createStorageRules, type ObjectLocation, type OwnLocation } from './storage-rules.ts';
import { abortUploads, hashed, uploadInParts } from './storage-uploads.ts';

/** What storage knows of an object without reading it. `etag` is unquoted. */
export interface ObjectFacts {
  bytes: number;
  etag: string;
  contentType: string | null;
  metadata: Record<string, string>;
}

/** An object in a list. `etag` is unquoted. */
interface ListedObject {
  key: string;
  bytes: number;
  etag: string;
}

export class ObjectNotFoundError extends Error {}
/** The object is there, but not with the etag that was asked for. */
export class ObjectChangedError extends Error {}

interface ReadOptions {
  signal?: AbortSignal;
  /** Both ends included, in bytes, as in HTTP. */
  range?: { start: number; end: number };
  /** Memory to read into, which has to be large enough. */
  into?: Buffer;
  /** Called with the bytes read so far. */
  onProgress?: (bytes: number) => void;
}

interface WriteOptions {
  contentType: string;
  metadata?: Record<string, string>;
  signal?: AbortSignal;
  /** Called with the bytes sent so far. */
  onProgress?: (bytes: number) => void;
}

/** S3 as this product uses it: whole objects in memory-sized pieces, conditional reads, presigned links. */
export type Storage = ReturnType<typeof createStorage>;

/** Above this size an upload goes in parts, so that a lost connection costs one part (S3's minimum part is 5 MB). */
const partBytes = 8 * 1024 * 1024;
/** S3 takes no more of one upload. */
const mostParts = 10_000;
const readBytes = 1024 * 1024;
/** A connection on which nothing moves for so long is given up, and the request tried again; else a stalled storage holds work for ever. */
const patience = { silentMs: 120_000 };
/** Longest life S3 allows a signed link: SigV4, 7 days. */
const maxLinkSeconds = 7 * 24 * 3600;

export function createStorage(settings: Settings['storage'], { silentMs } = patience) {
  const { endpoint, region, forcePathStyle, bucket: workBucket } = settings;
  const options = {
    region,
    forcePathStyle,
    // Checksums the SDK adds by default end up in presigned links, where no browser can satisfy them.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    // The SDK checks answers in JavaScript, some 50 ms of the event loop for a photo; the transport checks them too.
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { socketTimeout: silentMs },
  } as const;
  const client = new S3Client({ ...options, endpoint });
  const direct = createDirectRequests(client, settings);
  // A signature covers the host, so links for browsers are signed for the address browsers use.
  const publicClient = new S3Client({ ...options, endpoint: settings.publicEndpoint });
  const { checkBucket, checkRead, checkWrite, own, isOwn } = createStorageRules(settings);
  const toRead = (location: ObjectLocation) => (checkRead(location), pathOf(location));
  const toWrite = (location: ObjectLocation) => (checkWrite(location), pathOf(location));

  return {
    /** The bucket for uploads and for intermediate objects under `work/`. */
    workBucket,

    own,
    isOwn,

    /** Throws BucketNotAllowedError. */
    checkBucket,

    /** Throws what reading there would throw: BucketNotAllowedError, ObjectKeyNotAllowedError. */
    checkRead,

    /** Throws what writing there would throw: BucketNotAllowedError, ObjectKeyNotAllowedError. */
    checkWrite,

    /** Throws when storage or the work bucket cannot be reached. */
    async check(): Promise<void> {
      try {
        await client.send(new HeadBucketCommand({ Bucket: workBucket }), { abortSignal: AbortSignal.timeout(3000) });
      } catch (error) {
        const status = statusOf(error); // a HEAD has no body, so there is no message either
        throw status ? new Error(`Storage answers ${status} for the bucket ${workBucket}.`, { cause: error }) : error;
      }
    },

    async head(location: ObjectLocation, signal?: AbortSignal): Promise<ObjectFacts | null> {
      try {
        const head = await client.send(new HeadObjectCommand(toRead(location)), { abortSignal: signal });
        return {
          bytes: head.ContentLength ?? 0,
          etag: unquote(head.ETag),
          contentType: head.ContentType ?? null,
          metadata: head.Metadata ?? {},
        };
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },

    /** Reads an object, or what there is of a range of it, into memory. With an etag, only that version. */
    async read(location: ObjectLocation & { etag?: string }, { signal, range, into, onProgress }: ReadOptions = {}) {
      try {
        const IfMatch = location.etag && `"${location.etag}"`;
        const Range = range && `bytes=${range.start}-${range.end}`;
        const command = new GetObjectCommand({ ...toRead(location), IfMatch, Range });
        const headers = { 'if-match': IfMatch, range: Range };
        const answer = await direct({ method: 'GET', location, headers, signal });
        const body: unknown = answer?.body ?? (await client.send(command, { abortSignal: signal })).Body;
        const chunks: Uint8Array[] = [];
        let bytes = 0;
        for await (const chunk of body as AsyncIterable<Uint8Array>) {
          signal?.throwIfAborted();
          if (into) into.set(chunk, bytes);
          else chunks.push(chunk);
          bytes += chunk.length;
          onProgress?.(bytes);
        }
        return into ? into.subarray(0, bytes) : Buffer.concat(chunks, bytes);
      } catch (error) {
        if (isMissing(error))
          throw new ObjectNotFoundError(`${location.bucket}/${location.key} does not exist.`, { cause: error });
        if (range && statusOf(error) === 416) return Buffer.alloc(0); // it ends before the range begins
        if (statusOf(error) === 412)
          throw new ObjectChangedError(`${location.bucket}/${location.key} has changed.`, { cause: error });
        throw error;
      }
    },

    /** Once this has rejected, nothing of it is under way any more. */
    async write(location: ObjectLocation, body: Buffer, options: WriteOptions): Promise<{ etag: string }> {
      const { contentType, metadata, signal, onProgress } = options;
      const params = { ...toWrite(location), Body: body, ContentType: contentType, Metadata: metadata };
      signal?.throwIfAborted();
      if (body.length <= partBytes) {
        const length = String(body.length);
        const headers = { 'content-type': contentType, 'content-length': length, ...metaHeaders(metadata) };
        const answer = await direct({ method: 'PUT', location, headers, body, signal });
        const put = () => client.send(new PutObjectCommand(params), { abortSignal: signal });
        const etag = answer ? answer.headers['etag'] : (await put().catch(noSuchBucket(location.bucket))).ETag;
        onProgress?.(body.length);
        return { etag: unquote(etag) };
      }
      const { ETag } = await uploadInParts(client, params, { partSize: partBytes, signal, onProgress });
      return { etag: unquote(ETag) };
    },

    /**
     * Stores a file, which may be larger than memory, and says what its bytes were. Once this has rejected, nothing of it is
     * under way any more.
     */
    async writeFile(location: ObjectLocation, file: string, options: WriteOptions) {
      const { contentType, metadata, signal, onProgress } = options;
      const params = { ...toWrite(location), ContentType: contentType, Metadata: metadata };
      signal?.throwIfAborted();
      const { size: bytes } = await stat(file);
      const hash = createHash('sha256');
      if (bytes <= partBytes) {
        const body = await readFile(file);
        const { etag } = await this.write(location, body, options);
        return { etag, bytes: body.length, sha256: hash.update(body).digest('hex') };
      }
      const body = Readable.from(hashed(createReadStream(file, { highWaterMark: readBytes }), hash));
      const partSize = Math.max(partBytes, Math.ceil(bytes / mostParts));
      const { ETag } = await uploadInParts(client, { ...params, Body: body }, { partSize, signal, onProgress });
      return { etag: unquote(ETag), bytes, sha256: hash.digest('hex') };
    },

    /** Copies inside storage; the metadata of the source is not taken over. */
    async copy(
      from: ObjectLocation,
      to: ObjectLocation,
      { contentType, signal }: { contentType: string; signal?: AbortSignal },
    ) {
      checkRead(from);
      try {
        const { CopyObjectResult } = await client.send(
          new CopyObjectCommand({
            ...toWrite(to),
            CopySource: `${from.bucket}/${escapeKey(from.key)}`,
            ContentType: contentType,
            MetadataDirective: 'REPLACE',
          }),
          { abortSignal: signal },
        );
        return { etag: unquote(CopyObjectResult?.ETag) };
      } catch (error) {
        if (!isMissing(error)) throw error;
        // "No such bucket" may be said of either of the two.
        if (error instanceof NoSuchBucket && (await this.head(from, signal)))
          throw new BucketNotFoundError(to.bucket, { cause: error });
        throw new ObjectNotFoundError(`${from.bucket}/${from.key} does not exist.`, { cause: error });
      }
    },

    /** The objects under a prefix by their keys in order, page by page, so that no list is ever whole in memory. */
    async *list(
      { bucket, prefix }: { bucket: string; prefix: string },
      signal?: AbortSignal,
    ): AsyncGenerator<ListedObject[]> {
      checkBucket(bucket);
      let token: string | undefined;
      do {
        const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token });
        const page = await client.send(command, { abortSignal: signal }).catch(noSuchBucket(bucket));
        yield (page.Contents ?? []).map(({ Key = '', Size = 0, ETag }) => ({
          key: Key,
          bytes: Size,
          etag: unquote(ETag),
        }));
        token = page.NextContinuationToken;
      } while (token);
    },

    /** Deleting what is not there is fine. */
    async delete(location: OwnLocation, signal?: AbortSignal): Promise<void> {
      await client.send(new DeleteObjectCommand(pathOf(location)), { abortSignal: signal });
    },

    /** Deletes everything under a prefix, parts of unfinished uploads included; deleting nothing is fine. */
    async deleteAll(location: { bucket: string; prefix: string }): Promise<void> {
      checkBucket(location.bucket);
      await abortUploads(client, location); // first, so that none is completed after the list below
      for await (const objects of this.list(location)) {
        if (objects.length === 0) continue;
        const Objects = objects.map(({ key }) => ({ Key: key }));
        const { Errors } = await client.send(
          new DeleteObjectsCommand({ Bucket: location.bucket, Delete: { Objects, Quiet: true } }),
        );
        if (Errors?.length) throw new Error(`${Errors.length} objects could not be deleted: ${Errors[0]?.Message}`);
      }
    },

    /**
     * A link that reads an object for a while without credentials. Never store it: it is a secret. One that is signed with
     * the same `from`, which is when it begins, is the same link.
     */
    async link(location: ObjectLocation, seconds: number, from = new Date()): Promise<string> {
      return getSignedUrl(publicClient, new GetObjectCommand(toRead(location)), {
        expiresIn: Math.min(seconds, maxLinkSeconds),
        signingDate: from,
      });
    },

    /** A link that accepts one PUT of exactly this type and size: both are signed, so storage refuses anything else. */
    uploadLink(
      location: OwnLocation,
      { contentType, bytes, seconds }: { contentType: string; bytes: number; seconds: number },
    ) {
      const command = new PutObjectCommand({ ...pathOf(location), ContentType: contentType, ContentLength: bytes });
      return getSignedUrl(publicClient, command, {
        expiresIn: seconds,
        signableHeaders: new Set(['host', 'content-type', 'content-length']),
      });
    },

    close() {
      client.destroy();
      publicClient.destroy();
    },
  };
}

const pathOf = ({ bucket, key }: ObjectLocation) => ({ Bucket: bucket, Key: key });
const unquote = (etag: string | undefined) => (etag ?? '').replaceAll('"', '');
const metaHeaders = (metadata: Record<string, string> = {}) =>
  Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name.toLowerCase()}`, value]));
