/** A text that the browser keeps, where it lets a page keep anything: some people have that turned off. */
export const kept = (storage: () => Storage, place: string) => ({
  get: () => attempt(() => storage().getItem(place)),
  set: (text: string) => attempt(() => storage().setItem(place, text)),
  remove: () => attempt(() => storage().removeItem(place)),
});

function attempt<Result>(act: () => Result): Result | null {
  try {
    return act();
  } catch {
    return null; // then it lasts as long as the page
  }
}
