import { useState } from 'react';
import { kept } from '../api/kept.ts';

const choice = kept(() => localStorage, 'tempograph.approval-keys');

/** Whether single keys decide: whoever dictates, or leans on the keyboard, can do without. */
export function useKeysChoice() {
  const [on, setOn] = useState(() => choice.get() !== 'off');
  const choose = (next: boolean) => {
    choice.set(next ? 'on' : 'off');
    setOn(next);
  };
  return [on, choose] as const;
}
