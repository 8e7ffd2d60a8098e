import { BucketAlreadyOwnedByYou, CreateBucketCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { versitygw } from '../../tools/servers.mjs';
import { variables } from '../platform/env.ts';
import { builtServer } from './built-server.ts';
import type { EmbeddedServer } from './embedded-server.ts';
import { freePort } from './free-port.ts';
import { replaceFile } from './replace-file.ts';

interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** versitygw: S3 over a folder of plain files, one per object. */
export const s3Server: EmbeddedServer = {
  ...builtServer(versitygw),
  async define({ command, dataDir, env }) {
    const port = await freePort();
    const endpoint = `http://127.0.0.1:${port}`;
    const region = env.S3_REGION || env.AWS_REGION || 'us-east-1';
    const bucket = env.S3_BUCKET || 'tempograph';
    const buckets = new Set([bucket, ...variables.shape.S3_ALLOWED_BUCKETS.parse(env.S3_ALLOWED_BUCKETS)]);
    const [objects, metadata] = [path.join(dataDir, 's3', 'objects'), path.join(dataDir, 's3', 'metadata')];
    for (const folder of [objects, metadata]) mkdirSync(folder, { recursive: true });
    const credentials = keptCredentials(path.join(dataDir, 's3-credentials.json'));
    return {
      name: 's3',
      command,
      args: [
        `--port=127.0.0.1:${port}`,
        `--region=${region}`,
        '--health=/health',
        '--quiet',
        // Else each object costs a connection, which for small ones is a third of the work.
        '--keep-alive',
        // Browsers upload with presigned links from any page; the signature is the guard.
        '--cors-allow-origin=*',
        'posix',
        // Metadata in files of its own: not every file system (tmpfs, overlay) has extended attributes.
        `--sidecar=${metadata}`,
        objects,
      ],
      // Not as arguments: those can be read by every user of the machine.
      env: { ROOT_ACCESS_KEY_ID: credentials.accessKeyId, ROOT_SECRET_ACCESS_KEY: credentials.secretAccessKey },
      async probe(signal) {
        const answer = await fetch(`${endpoint}/health`, { signal });
        await answer.body?.cancel();
        if (!answer.ok) throw new Error(`${endpoint}/health answers ${answer.status}`);
      },
      prepare: () => createBuckets({ endpoint, region, credentials, forcePathStyle: true }, buckets),
      provides: {
        S3_ENDPOINT: endpoint,
        S3_BUCKET: bucket,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        // Credentials for the real AWS do not apply here, and the SDK would prefer a profile to the keys above.
        AWS_SESSION_TOKEN: '',
        AWS_PROFILE: '',
      },
      ui: null,
    };
  },
};

/** The same keys at every start of a data folder, so that presigned links survive a restart. */
function keptCredentials(file: string): Credentials {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  const credentials = {
    accessKeyId: randomBytes(10).toString('hex'),
    secretAccessKey: randomBytes(20).toString('base64url'),
  };
  replaceFile(file, JSON.stringify(credentials));
  return credentials;
}

/** All that runs may use: nobody else is there to create them. */
async function createBuckets(config: S3ClientConfig, buckets: Iterable<string>): Promise<void> {
  const client = new S3Client(config);
  try {
    for (const Bucket of buckets) {
      await client.send(new CreateBucketCommand({ Bucket })).catch((error: unknown) => {
        if (!(error instanceof BucketAlreadyOwnedByYou)) throw error;
      });
    }
  } finally {
    client.destroy();
  }
}
