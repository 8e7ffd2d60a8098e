import { InvalidInputError } from '../errors.ts';

/** What is said of a cursor that was made for something else, or by nobody. */
export const foreignCursor = () =>
  new InvalidInputError([{ path: ['after'], message: 'This is not a cursor of this list.' }]);

/** Cursors of a list in the order of a number that never changes; `list` tells them from those of other lists. */
export function numberCursor(list: string) {
  const form = new RegExp(`^${list} (\\d{1,15})$`);
  return {
    write: (number: number): string => Buffer.from(`${list} ${number}`).toString('base64url'),
    /** Throws InvalidInputError. */
    read(cursor: string): number {
      const [, number] = form.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
      if (number === undefined) throw foreignCursor();
      return Number(number);
    },
  };
}
