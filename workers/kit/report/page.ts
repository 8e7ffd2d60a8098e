import { escape } from './escape.ts';
import { style } from './style.ts';

/** A page for people: it has its style in it, runs no script and loads nothing. `body` is HTML, `title` is not. */
export const htmlPage = ({ title, body }: { title: string; body: string }): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escape(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;

/** A row of a table, of cells that are HTML. */
export const row = (...cells: string[]) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;

/** Sentences under a heading; nothing where there are none. */
export const list = (title: string, sentences: readonly string[]) =>
  sentences.length === 0
    ? ''
    : `<h2>${title}</h2><ul>${sentences.map((sentence) => `<li>${escape(sentence)}</li>`).join('')}</ul>`;
