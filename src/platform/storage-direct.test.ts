import { GetObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createDirectRequests } from './storage-direct.ts';

interface Sent {
  protocol: string;
  hostname: string;
  port?: number;
  method: string;
  path: string;
  headers: Record<string, string>;
}

/** A client whose requests go nowhere, and are answered with `status`. */
function clientThatRecords(config: S3ClientConfig, status = 200) {
  const sent: Sent[] = [];
  const answers: Readable[] = [];
  const handle = (request: Sent) => {
    sent.push(request);
    const body = Readable.from([Buffer.from('x')], { objectMode: false });
    answers.push(body);
    return Promise.resolve({ response: { statusCode: status, headers: {}, body } });
  };
  const credentials = { accessKeyId: 'access', secretAccessKey: 'secret', sessionToken: 'session' };
  const requestHandler = { handle, metadata: { handlerProtocol: 'http/1.1' }, destroy: () => undefined };
  const client = new S3Client({ region: 'eu-west-3', credentials, maxAttempts: 1, ...config, requestHandler });
  return { client, sent, answers };
}

const key = "a b/é'(1)!*~+.jpg";
const get = (bucket: string) =>
  ({ method: 'GET', location: { bucket, key }, headers: { range: 'bytes=0-1' } }) as const;
const scopeOf = ({ headers }: Sent) =>
  /Credential=(\S+),/.exec(headers.authorization ?? headers.Authorization ?? '')?.[1];

describe('a direct request goes where that of the SDK goes, signed in the same way', () => {
  test.for<[what: string, bucket: string, config: S3ClientConfig]>([
    ['to a server of its own', 'bucket', { endpoint: 'http://127.0.0.1:9000', forcePathStyle: true }],
    ['below a path', 'bucket', { endpoint: 'https://example.test/storage', forcePathStyle: true }],
    ['to a server with a name for each bucket', 'bucket', { endpoint: 'https://s3.example.test:8443' }],
    ['to AWS', 'bucket', {}],
    ['to AWS, for a name no certificate covers', 'my.bucket', {}],
    ['to AWS over IPv6', 'bucket', { useDualstackEndpoint: true }],
    ['to AWS with approved cryptography', 'bucket', { region: 'us-east-1', useFipsEndpoint: true }],
  ])('%s', async ([, bucket, config]) => {
    const { client, sent } = clientThatRecords(config);
    await createDirectRequests(client, { endpoint: config.endpoint as string | undefined })(get(bucket));
    await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range: 'bytes=0-1' }));
    const [ours, theirs] = sent.map((request) => ({
      at: `${request.method} ${request.protocol}//${request.hostname}:${request.port ?? ''}${request.path}`,
      host: request.headers.host,
      range: request.headers.range,
      session: request.headers['x-amz-security-token'],
      payload: request.headers['x-amz-content-sha256'],
      scope: scopeOf(request),
    }));
    expect(ours!.at).toContain('a%20b/%C3%A9%27%281%29%21%2A~%2B.jpg');
    expect(ours!.scope).toMatch(/^access\/\d{8}\/[\w-]+\/s3\/aws4_request$/);
    // The SDK names the operation in the address.
    expect(ours).toEqual({ ...theirs, at: theirs!.at.replace('?x-id=GetObject', '') });
  });
});

test('what is signed in another way is left to the SDK', async () => {
  const { client, sent } = clientThatRecords({});
  expect(await createDirectRequests(client, {})(get('bucket--euw3-az1--x-s3'))).toBeNull();
  expect(sent).toEqual([]);
});

test.each([403, 404, 412, 416, 429, 500, 503])(
  'an answer of %i is left to the SDK, and its connection freed',
  async (status) => {
    const { client, answers } = clientThatRecords({}, status);
    expect(await createDirectRequests(client, {})(get('bucket'))).toBeNull();
    expect(answers[0]!.readableFlowing).toBe(true);
  },
);

test('the clock is the one that the SDK has learned from storage', async () => {
  const offset = -3 * 24 * 3600_000;
  const today = () => new Date(Date.now() + offset).toISOString().slice(0, 10).replaceAll('-', '');
  const { client, sent } = clientThatRecords({ systemClockOffset: offset });
  const before = today();
  await createDirectRequests(client, {})(get('bucket'));
  expect([before, today()]).toContain(scopeOf(sent[0]!)?.split('/')[1]);
});
