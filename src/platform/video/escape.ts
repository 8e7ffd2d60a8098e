/**
 * A value of a filter's option, in a filter graph: escaped once for the option and once more for the graph, so that it ends
 * nothing and begins nothing.
 */
export const escapeOption = (value: string): string =>
  value.replaceAll(/[\\':]/g, String.raw`\$&`).replaceAll(/[\\'[\],;]/g, String.raw`\$&`);

/** Text for a file of `drawtext`, in which `%{…}` calls a function and a backslash takes what comes after as it is. */
export const escapeText = (text: string): string =>
  text
    // eslint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ')
    .replaceAll(/[\\%{}]/g, String.raw`\$&`);
