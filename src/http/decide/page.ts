import { createHash } from 'node:crypto';
import type { Approval } from '../../services/approvals/approval.ts';
import type { ShownFile } from '../../services/approvals/shown-files.ts';
import { textOf } from '../../services/approvals/shown.ts';
import { bannerStyle } from '../banner.ts';

/** The look of the inbox of the dashboard, of which this is one card. */
const style = `:root{color-scheme:light dark;--page:light-dark(#f7f7f9,#121217);--surface:light-dark(#fff,#1a1a21);--line:light-dark(#dcdce3,#33333f);
--text:light-dark(#1b1b22,#ececf2);--faint:light-dark(#5d5d6b,#a4a4b4);--warn:light-dark(#fef3c7,#3f2f0b);--link:light-dark(#4338ca,#a5b4fc)}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:var(--text);background:var(--page)}
main{padding:1.2rem;border:1px solid var(--line);border-radius:.6rem;background:var(--surface)}a{color:var(--link)}
h1{margin:0 0 1rem;font-size:1.4rem}.body{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(18rem,100%),1fr));gap:1.2rem}
dl{margin:0}dt{color:var(--faint);font-size:.9rem}dd{margin:0 0 .8rem;white-space:pre-wrap;overflow-wrap:anywhere}
.findings{margin:0 0 1rem;padding:.7rem .7rem .7rem 2rem;border-radius:.5rem;background:var(--warn)}
label{display:block;margin-top:1rem}textarea{width:100%;box-sizing:border-box;font:inherit;color:inherit;background:var(--page)}
button{font:inherit;padding:.6rem 1.2rem;margin:.8rem .6rem 0 0;border:1px solid var(--faint);border-radius:.45rem;color:inherit;background:var(--page);cursor:pointer}
button.likely{border-color:#4f46e5;color:#fff;background:#4f46e5}
figure{margin:0 0 1rem}img{max-width:100%;max-height:30rem;border-radius:.4rem}small{color:var(--faint)}${bannerStyle}`;

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
      `<button name="choice" value="${escaped(choice)}"${(likely ?? choices[0]) === choice ? ' class="likely"' : ''}${choice === likely ? ' autofocus' : ''}>${escaped(choice)}</button>`,
  );
  return page(
    question,
    `<div class="body"><div>${files.map(figure).join('\n')}</div>
<div>${shown(show, files)}</div></div>
<form method="post"><label>Comment (not needed)<textarea name="comment" rows="2" maxlength="2000"></textarea></label>
<div>${buttons.join('\n')}</div></form>
<p><small>${escaped(workflow)}, ${escaped(name)}. Asked at ${openedAt.toISOString()}.${until} This link decides once: keep it to yourself.</small></p>`,
  );
}

/** What was found wrong, and then each field as it will appear. Files are shown as such. */
function shown(show: Approval['show'], files: readonly ShownFile[]): string {
  const pictured = new Set(files.map(({ path }) => path));
  const { findings, ...fields } = show;
  const found = foundIn(findings).map(
    ({ code, message }) => `<li><strong>${escaped(code)}</strong> ${escaped(message)}</li>`,
  );
  const rest = Object.entries(found.length > 0 ? fields : show).filter(([name]) => !pictured.has(name));
  return `${found.length > 0 ? `<ul class="findings">${found.join('')}</ul>` : ''}
<dl>${rest.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(textOf(value))}</dd>`).join('')}</dl>`;
}

const foundIn = (value: unknown): { code: string; message: string }[] =>
  Array.isArray(value) ? value.filter((one) => typeof one?.code === 'string' && typeof one?.message === 'string') : [];

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
<body><main><h1>${escaped(title)}</h1>
${body}
</main></body></html>
`;

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character]!);
