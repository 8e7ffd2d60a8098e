/**
 * The URL of a module beside the importing one, in whichever form it runs: `.ts` through tsx, `.js` from `dist`.
 * `new URL('./x.ts', import.meta.url)` would name a file that does not exist after compilation, because the compiler
 * rewrites import specifiers but not strings.
 */
export function moduleUrl(path: string, importer: string): URL {
  const extension = importer.slice(importer.lastIndexOf('.'));
  return new URL(path + extension, importer);
}
