import { NoSuchBucket, S3ServiceException } from '@aws-sdk/client-s3';
import { BucketNotFoundError } from '../errors.ts';

/** The HTTP status that storage refused with. */
export const statusOf = (error: unknown) =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

export const isMissing = (error: unknown) => statusOf(error) === 404;

/** What becomes of an error where it can only be this bucket that is missing. */
export const noSuchBucket =
  (bucket: string) =>
  (error: unknown): never => {
    throw error instanceof NoSuchBucket ? new BucketNotFoundError(bucket, { cause: error }) : error;
  };
