import { useCallback, useEffect, useRef } from 'react';

/**
 * Numbers questions: what is called before each says later whether its answer is still wanted. Who has asked again, or has
 * left the page, wants no older one.
 */
export function useNewest(): () => () => boolean {
  const asked = useRef(0);
  const ask = useCallback(() => {
    const mine = ++asked.current;
    return () => asked.current === mine;
  }, []);
  useEffect(() => () => void ask(), [ask]);
  return ask;
}
