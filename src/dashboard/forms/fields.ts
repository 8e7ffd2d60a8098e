/** What a form holds: an input object as it is sent. */
export type Fields = Record<string, unknown>;

/** What is wrong, by the way to it: `local.upscale`. */
export type Issues = ReadonlyMap<string, string>;

interface ToldIssue {
  path: readonly (string | number)[];
  message: string;
}

/** What the server says is wrong. */
export const issuesOf = (told: readonly ToldIssue[]): Issues =>
  new Map(told.map(({ path, message }) => [path.join('.'), message]));

export const join = (path: string, name: string | number) => (path === '' ? String(name) : `${path}.${name}`);
