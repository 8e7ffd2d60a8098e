import { BucketAlreadyExists, BucketAlreadyOwnedByYou, CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';

/**
 * `node deploy/s3/create-buckets.mjs <bucket> ...`: makes those that are not there. Where and as whom, the AWS SDK reads from
 * AWS_ENDPOINT_URL_S3 and the other variables that it knows.
 */
const client = new S3Client({ forcePathStyle: true });
for (const Bucket of new Set(process.argv.slice(2))) {
  try {
    await client.send(new CreateBucketCommand({ Bucket }));
    process.stdout.write(`${Bucket} was made\n`);
  } catch (error) {
    if (!(error instanceof BucketAlreadyOwnedByYou || error instanceof BucketAlreadyExists)) throw error;
    process.stdout.write(`${Bucket} is there\n`);
  }
}
