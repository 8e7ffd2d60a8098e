import { createHash } from 'node:crypto';
import type { Approval } from '../../services/approvals/approval.ts';
import type { ShownFile } from '../../services/approvals/shown-files.ts';
import { shownAsText } from '../../services/approvals/shown.ts';
import { bannerStyle } from '../banner.ts';

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem;color:#1b1b1f;background:#fff}
h1{font-size:1.4rem}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f3f3f6;padding:1rem;border-radius:.4rem}
textarea{width:100%;box-sizing:border-box;font:inherit}button{font:inherit;padding:.6rem 1.2rem;margin:.8rem .6rem 0 0;cursor:pointer}
figure{margin:0 0 1rem}img{max-width:100%;max-height:30rem;border-radius:.4rem}small{color:#55555f}${bannerStyle}`;

/** No script, nothing from anywhere but pictures from these origins; the form goes to where it came from. */
export const pagePolicy = (pictureOrigins: readonly string[]) =>
  [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    ...(pictureOrigins.length > 0 ? [`img-src ${pictureOrigins.join(' ')}`] : []),
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');

/** The question, and a button for each choice. What is in it was said by a workflow, so none of it is markup. */
export function questionPage(approval: Approval, files: readonly ShownFile[], likely: string | null): string {
  const { question, choices, show, workflow, name, openedAt, deadline } = approval;
  const until = deadline ? ` Until ${deadline.toISOString()}.` : '';
  const buttons = choices.map(
    (choice) =>
      `<button name="choice" value="${escaped(choice)}"${choice === likely ? ' autofocus' : ''}>${escaped(choice)}</button>`,
  );
  return page(
    question,
    `${files.map(figure).join('\n')}
<pre>${escaped(shownAsText(show))}</pre>
<form method="post"><label>Comment (not needed)<textarea name="comment" rows="2" maxlength="2000"></textarea></label>
<div>${buttons.join('\n')}</div></form>
<p><small>${escaped(workflow)}, ${escaped(name)}. Asked at ${openedAt.toISOString()}.${until} This link decides once: keep it to yourself.</small></p>`,
  );
}

/** A picture, a link to what is none, or why there is neither. */
function figure({ path, url, picture, problem }: ShownFile): string {
  const name = escaped(path);
  if (url === null) return `<p>${name}: ${escaped(problem ?? '')}</p>`;
  const address = escaped(url);
  if (!picture) return `<p><a href="${address}" rel="noreferrer">${name}</a></p>`;
  return `<figure><a href="${address}" rel="noreferrer"><img src="${address}" alt="${name}"></a></figure>`;
}

/** A page that says one thing. */
export const messagePage = (title: string, text: string): string => page(title, `<p>${escaped(text)}</p>`);

const page = (title: string, body: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(title)}</title><style>${style}</style></head>
<body><h1>${escaped(title)}</h1>
${body}
</body></html>
`;

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character]!);
