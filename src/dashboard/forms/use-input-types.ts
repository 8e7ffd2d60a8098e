import { useEffect, useState } from 'react';
import { asFailure, type ApiFailure } from '../api/failure.ts';
import { loadInputTypes, type InputTypes } from './input-types.ts';

/** What the schema says of inputs, once it is known. */
export function useInputTypes() {
  const [types, setTypes] = useState<InputTypes | null>(null);
  const [problem, setProblem] = useState<ApiFailure | null>(null);
  useEffect(() => {
    let gone = false;
    loadInputTypes().then(
      (loaded) => gone || setTypes(loaded),
      (error: unknown) => gone || setProblem(asFailure(error)),
    );
    return () => {
      gone = true;
    };
  }, []);
  return { types, problem };
}
