import picomatch from 'picomatch';

/** Compares keys with a glob: `*` within a name, `**` any folders, `?`, `[ab]`, `{a,b}`; names may begin with a dot. */
export const globMatcher = (glob: string): ((key: string) => boolean) =>
  picomatch(glob, { dot: true, noextglob: true, strictSlashes: true });
