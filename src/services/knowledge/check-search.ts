import { InvalidInputError } from '../../errors.ts';

const longestSearch = 1000;

/** Throws InvalidInputError for what cannot be searched for. */
export function checkSearch(search: string): void {
  if (search.trim() === '' || search.length > longestSearch)
    throw new InvalidInputError([{ path: ['search'], message: `Must have 1 to ${longestSearch} characters.` }]);
}
