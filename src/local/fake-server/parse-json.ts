import { Refusal } from './refusal.ts';

export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch (error) {
    throw new Refusal(400, `The request body is not valid JSON: ${String(error)}`);
  }
}
