import type { IncomingMessage } from 'node:http';
import type { OperationParams } from './operation.ts';

const names = new Set(['query', 'operationName', 'variables', 'extensions']);

/** The operation in a request, from the body that was read or, for GET, the address; null when there is something wrong with it. */
export function readOperation(request: IncomingMessage & { body?: Buffer }): OperationParams | null {
  try {
    const params: unknown = request.method === 'POST' ? JSON.parse(String(request.body)) : paramsOf(request.url ?? '');
    return isOperation(params) ? params : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

/** Whether what an address carries as JSON is that. Yoga would take it for a mistake of ours. */
export function parametersAreJson({ url = '' }: IncomingMessage): boolean {
  const given = new URLSearchParams(url.split('?', 2)[1]);
  return ['variables', 'extensions'].every((name) => isJson(given.get(name) || 'null'));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return false;
  }
}

function paramsOf(url: string) {
  const given = new URLSearchParams(url.split('?', 2)[1]);
  const parsed = (name: string) => JSON.parse(given.get(name) || 'null') as unknown;
  return {
    query: given.get('query'),
    operationName: given.get('operationName') || null,
    variables: parsed('variables'),
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOperation = (value: unknown): value is OperationParams & Record<string, unknown> =>
  isObject(value) &&
  Object.keys(value).every((name) => names.has(name)) &&
  typeof value['query'] === 'string' &&
  (value['operationName'] == null || typeof value['operationName'] === 'string') &&
  (value['variables'] == null || isObject(value['variables']));
