import { createContext, useCallback, useContext, useEffect, useRef, useState } from 'react';
import { upload, type UploadedObject } from './upload.ts';

/** Told of each upload that begins; what it returns is called when that has ended. */
export const UploadsBegin = createContext<() => () => void>(() => () => undefined);

/** How many files of a form are on their way, for which `begin` has to be given to `UploadsBegin`. */
export function useUploadsGoing() {
  const [going, setGoing] = useState(0);
  const begin = useCallback(() => {
    setGoing((before) => before + 1);
    return () => setGoing((before) => before - 1);
  }, []);
  return { going, begin };
}

/** Stores files of a field. What is on its way when the field goes is given up: nobody asks for it any more. */
export function useUpload() {
  const begin = useContext(UploadsBegin);
  const going = useRef<AbortController>(undefined);
  const giveUp = useCallback(() => {
    going.current?.abort();
    going.current = undefined;
  }, []);
  useEffect(() => giveUp, [giveUp]);

  /** Null when it was given up. */
  const store = async (file: File, onProgress: (share: number) => void): Promise<UploadedObject | null> => {
    const { signal } = (going.current ??= new AbortController());
    const ended = begin();
    try {
      const object = await upload(file, onProgress, signal);
      return signal.aborted ? null : object;
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    } finally {
      ended();
    }
  };
  return { store, giveUp };
}
