import { refuse } from './refuse.ts';

const timeoutMs = 10_000;

/** Gets a photo from where it is told to be, as Meta does: no sign-in, no redirects. */
export async function fetchPhoto(address: string): Promise<Buffer> {
  const failed = () => refuse(9004, 2207052, `The media could not be fetched from this address: ${address}`);
  if (!URL.canParse(address)) throw failed();
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(address, { redirect: 'manual', signal }).catch(() => {
    throw signal.aborted ? refuse(-2, 2207003) : failed();
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw failed();
  }
  return Buffer.from(await response.arrayBuffer());
}
