import { reasonOf } from '../../platform/reason-of.ts';

/** Causes of causes; also of one that is its own. */
const deepest = 5;
const longest = 300;
/** What the SDK of S3 says of an answer without a body. */
const saysNothing = /^(UnknownError)?$/;
/** Of gRPC, where it has nothing to note. */
const emptyNote = / Resolution note: *$/;

/** Why something failed, in one line: the innermost reason, which is what the server or the network has said. */
export function whyOf(error: unknown): string {
  let inner = error;
  for (let depth = 0; depth < deepest; depth++) {
    const { cause } = (inner ?? {}) as { cause?: unknown };
    if (!(cause instanceof Error) || saysNothing.test(reasonOf(cause))) break;
    inner = cause;
  }
  const { details } = (inner ?? {}) as { details?: unknown }; // of gRPC, without its number
  const words = typeof details === 'string' && details !== '' ? details : reasonOf(inner);
  const [line = ''] = words.split('\n');
  return (line.replace(emptyNote, '') || 'it does not say why').slice(0, longest);
}
