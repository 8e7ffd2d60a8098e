import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { readSettings } from './env.ts';
import { createPayloadCodec } from './payload-codec.ts';

const hex = () => randomBytes(32).toString('hex');
const keys = (text: string) => readSettings({ PAYLOAD_KEYS: text }).temporal.payloadKeys;
const codecOf = (text: string) => createPayloadCodec(keys(text));
const payload = (value: unknown) => defaultPayloadConverter.toPayload(value);
const read = (payloads: Payload[]) => payloads.map((one) => defaultPayloadConverter.fromPayload(one));
const [older, newer] = [`older:${hex()}`, `newer:${hex()}`];
const text = (bytes?: Uint8Array | null) => Buffer.from(bytes ?? []).toString();

test('a payload comes back as it was, and nothing of it can be read before', async () => {
  const codec = codecOf(newer);
  const values = [{ hush: 'a secret' }, 'a secret', null, undefined, new Uint8Array([1, 2, 3])];
  const encoded = await codec.encode(values.map(payload));
  expect(encoded.map(({ data }) => text(data)).join()).not.toContain('secret');
  for (const { metadata } of encoded) {
    expect(Object.entries(metadata!).map(([name, value]) => [name, text(value)])).toEqual([
      ['encoding', 'binary/encrypted'],
      ['encryption-key-id', 'newer'],
    ]);
  }
  expect(read(await codec.decode(encoded))).toEqual(values);
});

test('the same value is never the same text', async () => {
  const [one, other] = await codecOf(newer).encode([payload('yes'), payload('yes')]);
  expect(text(one!.data)).not.toBe(text(other!.data));
});

test('the first key encrypts and all decrypt, so that one can take the place of another', async () => {
  const before = await codecOf(older).encode([payload('before')]);
  const both = codecOf(`${newer}, ${older}`);
  expect(read(await both.decode(before))).toEqual(['before']);
  const after = await both.encode([payload('after')]);
  expect(read(await codecOf(newer).decode(after))).toEqual(['after']);
});

test('what was not encrypted is passed through, with keys and without', async () => {
  const plain = [payload('plain')];
  expect(await codecOf(newer).decode(plain)).toEqual(plain);
  const none = createPayloadCodec([]);
  expect(await none.decode(await none.encode(plain))).toEqual(plain);
});

test('without its key a payload is refused, by the name of the key', async () => {
  const encoded = await codecOf(older).encode([payload('x')]);
  for (const others of [[], keys(newer)])
    await expect(createPayloadCodec(others).decode(encoded)).rejects.toThrow(/the key "older".*PAYLOAD_KEYS/);
});

test('another key under the same name is noticed, and so is whoever changes, shortens or swaps bytes', async () => {
  const [encoded] = await codecOf(older).encode([payload('x')]);
  const refused = /not what the key "older" encrypted/;
  await expect(codecOf(`older:${hex()}`).decode([encoded!])).rejects.toThrow(refused);
  for (let at = 0; at < encoded!.data!.length; at++) {
    const changed = Uint8Array.from(encoded!.data!);
    changed[at]! ^= 1;
    await expect(codecOf(older).decode([{ ...encoded, data: changed }])).rejects.toThrow(refused);
  }
  for (const data of [encoded!.data!.subarray(0, -1), new Uint8Array(), undefined])
    await expect(codecOf(older).decode([{ ...encoded, data }])).rejects.toThrow(refused);
});

test.for<[what: string, value: string]>([
  ['without a name', hex()],
  ['that is too short', `a:${hex().slice(2)}`],
  ['that is empty', `a:${hex()},`],
  ['in place of its name', `${hex()}:${hex()}`],
])('a key %s is refused, and not told', ([, value]) => {
  expect(() => keys(value)).toThrow(/^PAYLOAD_KEYS: Number \d must be a short name, a colon and 64 hex digits/);
  expect(() => keys(value)).not.toThrow(new RegExp(value.slice(2, 20)));
});

test('two keys of one name are refused, as nobody could tell which one decrypts', () => {
  expect(() => keys(`a:${hex()},a:${hex()}`)).toThrow('PAYLOAD_KEYS: Two are named a.');
});

test('keys are masked without their names', () => {
  expect(readSettings({ PAYLOAD_KEYS: `${newer}, ${older}` }).secrets).toEqual(
    expect.arrayContaining([newer.slice(6), older.slice(6)]),
  );
});
