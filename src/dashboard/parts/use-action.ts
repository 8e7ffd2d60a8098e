import { useState } from 'react';
import { asFailure } from '../api/failure.ts';

interface Action {
  busy: boolean;
  /** What came of the last one, for people. */
  told: string | null;
  /** Sends a mutation, and says what the server answers where it refuses, or else `done`. */
  act(send: () => Promise<{ __typename: string; message?: string }>, done?: string): Promise<boolean>;
}

/** One thing at a time that somebody has asked for. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<string | null>(null);
  return {
    busy,
    told,
    async act(send, done = '') {
      setBusy(true);
      setTold(null);
      try {
        const { message } = await send();
        setTold(message ?? done);
        return message === undefined;
      } catch (error) {
        setTold(asFailure(error).message);
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
