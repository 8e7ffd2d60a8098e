/** What a form holds: an input object as it is sent. */
export type Fields = Record<string, unknown>;

/** What is wrong, by the way to it: `local.upscale`. */
export type Issues = ReadonlyMap<string, string>;

export const join = (path: string, name: string | number) => (path === '' ? String(name) : `${path}.${name}`);
