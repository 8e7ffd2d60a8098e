import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { aiSettings } from '../../../test/fake-ai.ts';
import { createLog } from '../log.ts';
import { createImages } from './images.ts';
import { createModels } from './models.ts';
import { createModeration } from './moderation.ts';
import { createProviderFetch } from './provider-fetch.ts';

const models = createModels({}, createLog('silent'));

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => answer(request, response));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What all three who make pictures do with what a server answers. */
async function failuresOf(answer: RequestListener): Promise<unknown[]> {
  const url = await listen(answer);
  const keys = { OPENAI_API_KEY: 'fake-openai-key', HF_TOKEN: 'fake-hugging-face-key' };
  const env = { OPENAI_BASE_URL: url, HF_BASE_URL: url, IMAGES_URL: url, IMAGES_MODEL: 'own/model', ...keys };
  const images = createImages(aiSettings(env), models);
  const ask = (backend: 'openai' | 'hugging-face' | 'compatible') =>
    images.generate({ prompt: 'A boat', size: '512x256', quality: 'low', format: 'png', backend }).then(
      ({ bytes }) => `made of ${bytes.length} bytes`,
      (error: unknown) => error,
    );
  return Promise.all([ask('openai'), ask('hugging-face'), ask('compatible')]);
}

test('nobody is sent elsewhere by who makes pictures, and the failure says what to set', async () => {
  const inside: string[] = [];
  const secret = await listen(({ url }, response) => {
    inside.push(url!);
    response.end('{}');
  });
  for (const status of [301, 302, 307, 308]) {
    const failures = await failuresOf((_request, response) => {
      response.writeHead(status, { location: `${secret}/latest/meta-data` }).end();
    });
    for (const failure of failures) {
      expect(failure).toMatchObject({ code: 'REQUEST_REFUSED', details: { retry: false } });
      expect((failure as Error).message).toContain(`redirects (${status})`);
      expect((failure as Error).message).not.toContain('meta-data');
    }
  }
  expect(inside).toEqual([]);
});

test.each([
  ['no JSON', 'text/html', '<html>502 Bad Gateway</html>'],
  ['nothing', 'application/json', ''],
  ['null', 'application/json', 'null'],
  ['no picture', 'application/json', '{"data":[]}'],
  ['a picture that is no text', 'application/json', '{"data":[{"b64_json":5,"url":{}}]}'],
  ['half an answer', 'application/json', '{"data":[{"b64_json":"iVBORw0KGg'],
])('of an answer that is %s the call counts as lost', async (_what, type, body) => {
  const [openai, huggingFace, compatible] = await failuresOf((_request, response) => {
    response.writeHead(200, { 'content-type': type }).end(body);
  });
  const lost = { code: 'PROVIDER_BUSY', details: { retry: true, lost: true } };
  expect(openai).toMatchObject(lost);
  expect(compatible).toMatchObject(lost);
  // What is said to be a file is looked at by whoever keeps it.
  if (type === 'text/html') expect(huggingFace).toBe(`made of ${body.length} bytes`);
  else expect(huggingFace).toMatchObject(lost);
});

test('a picture whose tokens nobody has counted is kept, and counts as much as it can have taken', async () => {
  const picture = Buffer.from('a picture');
  for (const usage of [undefined, null, {}, { input_tokens: 5, output_tokens: 'many' }]) {
    const made = await failuresOf((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ data: [{ b64_json: picture.toString('base64') }], usage }));
    });
    expect(made).toEqual(Array.from({ length: 3 }, () => `made of ${picture.length} bytes`));
  }
});

test('an answer is read as far as a process bears it, whatever it is packed in', async () => {
  const packed = gzipSync(Buffer.alloc(5_000_000));
  let sent = 0;
  const url = await listen((request, response) => {
    if (request.url === '/packed') return response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
    const part = Buffer.alloc(100_000);
    const more = () => {
      while (!response.destroyed && (sent += part.length) && response.write(part));
    };
    response.writeHead(200).on('drain', more);
    more();
  });
  const ask = createProviderFetch(1_000_000);
  for (const path of ['packed', 'endless']) {
    const answer = await ask(`${url}/${path}`, { method: 'POST' });
    await expect(answer.arrayBuffer()).rejects.toMatchObject({ code: 'ANSWER_INVALID', details: { lost: true } });
  }
  expect(sent, 'the rest is not waited for').toBeLessThan(100_000_000);
});

test('who is asked about words and does not answer is given up', async () => {
  const asked: string[] = [];
  const url = await listen(({ url: path }) => asked.push(path!));
  const ask = createModeration(aiSettings({ OPENAI_BASE_URL: url, OPENAI_API_KEY: 'fake-openai-key' }), 300);
  await expect(ask('A boat')).rejects.toMatchObject({ code: 'PROVIDER_BUSY', details: { retry: true, lost: true } });
  expect(asked).toEqual(['/moderations']);
  await expect(ask('A boat', AbortSignal.timeout(100))).rejects.toHaveProperty('name', 'TimeoutError');
});
