import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { downloadServer } from '../../tools/download-server.mjs';
import { temporal, versitygw, type Server } from '../../tools/servers.mjs';
import { script, scratchFolder } from './scratch.ts';

const asset = (server: Server) => server.asset(process.platform, process.arch) ?? 'none.tar.gz';

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('not listening on TCP');
  return `http://127.0.0.1:${address.port}`;
}

/** A release site with these files (path below the release folder to content); everything else is 404. */
const releaseSite = (server: Server, files: Record<string, Buffer | string>) =>
  serve((request, response) => {
    const content = files[(request.url ?? '').replace(`/${server.release}/`, '')];
    response.statusCode = content === undefined ? 404 : 200;
    response.end(content);
  });

/** An archive as the project publishes it: the binary at the top, or in a folder named after the archive. */
function archiveOf(server: Server, inFolder: boolean): Buffer {
  const folder = scratchFolder();
  const inner = inFolder ? asset(server).replace('.tar.gz', '') : '.';
  mkdirSync(path.join(folder, inner), { recursive: true });
  script(path.join(folder, inner, server.tool), 'echo the real one');
  execFileSync('tar', ['-czf', 'a.tar.gz', path.join(inner, server.tool)], { cwd: folder });
  return readFileSync(path.join(folder, 'a.tar.gz'));
}

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const target = (server: Server) => path.join(scratchFolder(), `${server.tool}-1`, server.tool);

test.each([
  { server: temporal, inFolder: false },
  { server: versitygw, inFolder: true },
])('$server.tool is unpacked when the checksum is right', async ({ server, inFolder }) => {
  const archive = archiveOf(server, inFolder);
  const checksums = `${'0'.repeat(64)}  other.tar.gz\n${sha256(archive)}  ${asset(server)}\n`;
  const baseUrl = await releaseSite(server, { [asset(server)]: archive, 'checksums.txt': checksums });
  const out = target(server);
  expect(await downloadServer(server, out, { baseUrl })).toEqual({ ok: true });
  expect(execFileSync(out, { encoding: 'utf8' })).toBe('the real one\n');
  expect(readdirSync(path.dirname(out)), 'nothing is left beside it').toEqual([server.tool]);
});

test.each([
  { what: 'wrong', checksums: `${'0'.repeat(64)}  ${asset(temporal)}\n`, says: /has the checksum .* but its release/ },
  { what: 'missing', checksums: `${'0'.repeat(64)}  other.tar.gz\n`, says: /has no checksum for/ },
  { what: 'not even a file', checksums: undefined, says: /has no checksum for/ },
])('a download whose checksum is $what is refused and removed', async ({ checksums, says }) => {
  const files = { [asset(temporal)]: archiveOf(temporal, false), ...(checksums && { 'checksums.txt': checksums }) };
  const baseUrl = await releaseSite(temporal, files);
  const out = target(temporal);
  await expect(downloadServer(temporal, out, { baseUrl })).rejects.toThrow(says);
  expect(existsSync(out)).toBe(false);
  expect(readdirSync(path.dirname(out))).toEqual([]);
});

test('a release that does not exist is not an error: it can be built', async () => {
  const baseUrl = await releaseSite(temporal, {});
  expect(await downloadServer(temporal, target(temporal), { baseUrl })).toMatchObject({ ok: false, offline: false });
});

test('an unreachable server is noticed at once', async () => {
  const began = performance.now();
  const outcome = await downloadServer(temporal, target(temporal), { baseUrl: 'http://127.0.0.1:1' });
  expect(outcome).toMatchObject({ ok: false, offline: true });
  expect(performance.now() - began).toBeLessThan(3000);
});

test('a server that stops answering, or stops in the middle of the file, is given up', async () => {
  const silent = await serve(() => {});
  expect(await downloadServer(temporal, target(temporal), { baseUrl: silent, patience: 200 })).toMatchObject({
    offline: true,
    reason: expect.stringContaining('no data for'),
  });
  const stalling = await serve((request, response) => {
    if (request.url?.endsWith('checksums.txt')) response.end(`${'0'.repeat(64)}  ${asset(temporal)}\n`);
    else response.write('half of an arch');
  });
  const out = target(temporal);
  expect(await downloadServer(temporal, out, { baseUrl: stalling, patience: 200 })).toMatchObject({ offline: true });
  expect(readdirSync(path.dirname(out))).toEqual([]);
});
