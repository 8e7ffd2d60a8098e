import type { MessageCreateParams } from '@anthropic-ai/sdk/resources/messages';
import { textOf } from './quotable.ts';

const table = /<table>\n(.*?)\n<\/table>/s;
const column = /^("(?:[^"\\]|\\.)*") (INTEGER|NUMBER|TEXT|BOOLEAN)\b(: one of)?/;

/** SQL that reads the table a model is shown, whatever is asked of it: how large its groups are, and how they differ. */
export function sqlFor(messages: MessageCreateParams['messages']): string {
  const [, shown = ''] = messages.map(({ content }) => table.exec(textOf(content))).find(Boolean) ?? [];
  const columns = shown.split('\n').flatMap((line) => {
    const [, name, type, few] = column.exec(line) ?? [];
    return name === undefined ? [] : [{ name: quoted(JSON.parse(name) as string), type, few: few !== undefined }];
  });
  const group = columns.find(({ few, type }) => few || type === 'BOOLEAN')?.name;
  const number = columns.find(({ type }) => type === 'INTEGER' || type === 'NUMBER')?.name;
  const selected = [
    ...(group === undefined ? [] : [group]),
    'count(*) AS "rows"',
    ...(number === undefined ? [] : [`round(avg(${number}), 2) AS "mean"`]),
  ];
  const groups = group === undefined ? '' : ' GROUP BY 1 ORDER BY 2 DESC, 1';
  return `SELECT ${selected.join(', ')} FROM data${groups}`;
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
