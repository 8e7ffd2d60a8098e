import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { environmentAdmin } from '../../src/services/access/caller.ts';
import { createTokens } from '../../src/services/access/tokens.ts';
import { transportNames, transports } from './ask.ts';
import { forgedToken, readToken } from './forged-token.ts';
import { useTarget } from './target.ts';

const oldSecret = randomUUID() + randomUUID();
const secret = randomUUID() + randomUUID();
const target = useTarget({ TOKEN_SECRET: `${secret},${oldSecret}`, AUTH_FAILURE_LIMIT: '100000' });

/** What a good token says, with changes; a claim that is undefined is left out. */
const forged = (header: object, payload: object = {}, key = secret, hash?: string) => {
  const good = readToken(target.token);
  return forgedToken({ ...good.header, ...header }, { ...good.payload, ...payload }, key, hash);
};
const now = () => Math.floor(Date.now() / 1000);
/** The token in other letters at one place of its signature. */
const changed = (token: string) => token.slice(0, -10) + (token.at(-10) === 'A' ? 'B' : 'A') + token.slice(-9);
const unsigned = (alg: string) => `${forged({ alg }).split('.', 2).join('.')}.`;
const bearer = (make: () => string) => () => `Bearer ${make()}`;

const attacks: Record<string, () => string | undefined> = {
  nothing: () => undefined,
  'no key behind the word': () => 'Bearer',
  'an empty key': () => 'Bearer ',
  'a key without the word': () => target.adminKey,
  'a key with another word': () => `Basic ${Buffer.from(`admin:${target.adminKey}`).toString('base64')}`,
  'two keys in one header': () => `Bearer ${target.viewer} ${target.adminKey}`,
  'two headers in one': () => `Bearer wrong, Bearer ${target.adminKey}`,
  'a key between quotes': () => `Bearer "${target.adminKey}"`,
  'a wrong key': () => 'Bearer tgk_wrong',
  'the prefix of keys': () => 'Bearer tgk_',
  'a key that nobody has': () => `Bearer tgk_${'A'.repeat(43)}`,
  'the beginning of a key': bearer(() => target.viewer.slice(0, -1)),
  'a key and more': bearer(() => `${target.viewer}A`),
  'a key in capitals': bearer(() => target.viewer.toUpperCase()),
  'a key without its prefix': bearer(() => target.viewer.slice(4)),
  'the key of the environment in capitals': bearer(() => target.adminKey.toUpperCase()),
  'the beginning of the key of the environment': bearer(() => target.adminKey.slice(0, -1)),
  'the secret that signs tokens': bearer(() => secret),
  'a word of SQL': () => "Bearer tgk_'OR'1'='1",
  'a huge key': () => `Bearer tgk_${'A'.repeat(7000)}`,
  'a token without a signature': bearer(() => unsigned('HS256')),
  'alg=none': bearer(() => unsigned('none')),
  'alg=None': bearer(() => unsigned('None')),
  'alg=none with a signature': bearer(() => forged({ alg: 'none' })),
  'another hash': bearer(() => forged({ alg: 'HS512' }, {}, secret, 'sha512')),
  'an algorithm of public keys': bearer(() => forged({ alg: 'RS256' })),
  'no algorithm': bearer(() => forged({ alg: undefined })),
  'a list of algorithms': bearer(() => forged({ alg: ['HS256', 'none'] })),
  'no key id': bearer(() => forged({ kid: undefined })),
  'a key id that is a path': bearer(() => forged({ kid: '../../../../dev/null' }, {}, '')),
  'a key id that is SQL': bearer(() => forged({ kid: "x' UNION SELECT 'key" }, {}, 'key')),
  'a key id that is a prototype': bearer(() => forged({ kid: '__proto__' }, {}, '')),
  'a key id that is a method': bearer(() => forged({ kid: 'get' }, {}, 'undefined')),
  'a key id that is a list': bearer(() => forged({ kid: [readToken(target.token).header['kid']] })),
  'the key id of another secret': bearer(() => forged({}, {}, oldSecret)),
  'a key of its own in the header': bearer(() =>
    forged({ jwk: { kty: 'oct', k: Buffer.from('mine').toString('base64url') }, kid: undefined }, {}, 'mine'),
  ),
  'a key behind a link in the header': bearer(() => forged({ jku: 'http://127.0.0.1:1/keys.json', kid: 'x' }, {}, 'x')),
  'a critical extension': bearer(() => forged({ crit: ['exp'] })),
  'a critical extension of its own': bearer(() => forged({ crit: ['mine'], mine: true })),
  'a payload that is not encoded': bearer(() => forged({ b64: false, crit: ['b64'] })),
  'a token in a token': bearer(() =>
    forgedToken({ ...readToken(target.token).header, cty: 'JWT' }, target.token, secret),
  ),
  'an encrypted token': bearer(() => `${target.token}.x.y`),
  'a signature with one letter changed': bearer(() => changed(target.token)),
  'the signature of another payload': bearer(
    () => `${forged({}, { runs: null }, 'x').split('.', 2).join('.')}.${readToken(target.token).signature}`,
  ),
  'a secret of its own': bearer(() => forged({}, { runs: null }, 'x')),
  'a token that has expired': bearer(() => forged({}, { exp: now() - 1 })),
  'a token that never expires': bearer(() => forged({}, { exp: undefined })),
  'a token that expires at a text': bearer(() => forged({}, { exp: '9999999999' })),
  'a token that is for later': bearer(() => forged({}, { nbf: now() + 3600 })),
  'a token of somebody else': bearer(() => forged({}, { iss: 'other' })),
  'a token of nobody': bearer(() => forged({}, { sub: undefined })),
  'a token without an id': bearer(() => forged({}, { jti: undefined })),
  'a permission that tokens cannot have': bearer(() => forged({}, { permissions: ['WATCH', 'ADMINISTER'] })),
  'permissions in a text': bearer(() => forged({}, { permissions: 'WATCH' })),
  'no word of which runs': bearer(() => forged({}, { runs: undefined })),
  'a payload that is a list': bearer(() => forgedToken(readToken(target.token).header, [], secret)),
  'a payload that is no JSON': bearer(() => forgedToken(readToken(target.token).header, '{', secret)),
  'a deep payload': bearer(() => forgedToken(readToken(target.token).header, '['.repeat(5000), secret)),
};

/** What a process made that had the old secret only. */
const keptToken = async () => {
  const tokens = createTokens([oldSecret], target.stack.database, target.adminKey);
  return (await tokens.create({ runs: [target.a] }, environmentAdmin)).token;
};

const query = 'query($id: ID!) { run(id: $id) { id } }';

describe.each(transportNames)('over %s', (transport) => {
  const ask = (authorization: string | undefined) =>
    transports[transport](target.url, authorization, { query, variables: { id: target.a } });

  test.each(Object.entries(attacks))('%s lets nobody in', async (_name, authorization) => {
    const answer = await ask(authorization());
    expect(answer.status).toBe(transport === 'WebSocket' ? 4403 : 401);
    if (transport !== 'WebSocket') expect(answer.codes).toEqual(['UNAUTHENTICATED']);
    // Not even why: that would help to guess.
    expect(answer.text).not.toMatch(/signature|expired|kid|alg|jwt|claim/i);
    await target.stillServes();
  });

  test.each<[string, () => string | Promise<string>]>([
    ['the word in small letters', () => `bearer ${target.token}`],
    ['the word in capitals', () => `BEARER  ${target.token}`],
    ['a token of the same secret', () => `Bearer ${forged({})}`],
    ['a token of the secret before', async () => `Bearer ${await keptToken()}`],
  ])('%s lets in', async (_name, authorization) => {
    const answer = await ask(await authorization());
    expect(JSON.parse(answer.text)).toEqual({ data: { run: { id: target.a } } });
  });
});
