import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { withBanner } from '../banner.ts';
import { refuse } from '../refuse.ts';
import { readPageFiles, type PageFile } from './files.ts';
import { pagePolicy } from './policy.ts';

/** The first part of the paths that people have in their address bar: the page itself finds the rest. */
const pagePaths = /^\/(|(runs|start|schedules|approvals|posts|doctor|costs|access)(\/.*)?|share)$/;
/** What pages of other sites embed. */
const elementPath = '/run-progress.js';

interface DashboardOptions {
  /** What `npm run build` has made. */
  folder: string;
  /** Where browsers find storage. */
  storageOrigins: readonly string[];
  notice: string | undefined;
}

/** Answers where there is a file of the dashboard, or a page of it; false anywhere else. */
export type Dashboard = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<boolean>;

export function createDashboard({ folder, storageOrigins, notice }: DashboardOptions): Dashboard {
  let loaded: Promise<ReadonlyMap<string, PageFile> | null> | undefined;
  const files = () =>
    (loaded ??= readPageFiles(folder)
      .catch((error: unknown) => {
        loaded = undefined;
        throw error;
      })
      .then((found) => {
        loaded = found ? loaded : undefined; // it may be built while this runs
        return found;
      }));
  const policy = pagePolicy(storageOrigins);

  return async (request, response, path) => {
    const isPage = pagePaths.test(path);
    if (!isPage && path !== elementPath && path !== '/favicon.svg' && !path.startsWith('/assets/')) return false;
    const found = await files();
    if (!found) {
      // Without the page there still is the playground.
      if (!isPage) return false;
      response.writeHead(302, { location: '/graphql' }).end();
      return true;
    }
    const file = found.get(isPage ? '/index.html' : path);
    if (!file) return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      refuse(response, 405, 'METHOD_NOT_ALLOWED', 'Pages are read with GET.', {
        allow: 'GET, HEAD',
        connection: 'close',
      });
      return true;
    }
    if (isPage) send(request, response, withNotice(file, notice), { ...fresh, 'content-security-policy': policy });
    else send(request, response, file, path === elementPath ? embedded : path.startsWith('/assets/') ? forEver : fresh);
    return true;
  };
}

const withNotice = (file: PageFile, notice: string | undefined): PageFile =>
  notice ? { ...file, bytes: Buffer.from(withBanner(file.bytes.toString(), notice)), gzipped: null } : file;

const fresh: OutgoingHttpHeaders = { 'cache-control': 'no-cache' };
/** Their names change with what is in them. */
const forEver: OutgoingHttpHeaders = { 'cache-control': 'public, max-age=31536000, immutable' };
/** Any page may load it: it holds nothing but code, and asks the API only with what the page gives it. */
const embedded: OutgoingHttpHeaders = {
  'cache-control': 'public, max-age=300',
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
};

function send(request: IncomingMessage, response: ServerResponse, file: PageFile, headers: OutgoingHttpHeaders) {
  const zipped = /\bgzip\b/.test(request.headers['accept-encoding']?.toString() ?? '') ? file.gzipped : null;
  const body = zipped ?? file.bytes;
  response.writeHead(200, {
    'content-type': file.type,
    'content-length': body.length,
    vary: 'accept-encoding',
    ...(zipped && { 'content-encoding': 'gzip' }),
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
