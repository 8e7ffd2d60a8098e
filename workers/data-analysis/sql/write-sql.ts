import * as z from 'zod';
import { dataQuestionPrompt } from '../../../prompts/data-question.ts';
import type { Dependencies, ActivityContext } from '../../kit/activity.ts';
import type { dataAnalysis } from '../contract.ts';
import type { About, Column } from '../contract/table.ts';
import type { Findings } from '../findings.ts';

const duckdb = '1.5';

interface Asked {
  question: string;
  model?: string | undefined;
  about: Pick<About, 'rows' | 'columns'>;
  earlier: readonly { sql: string; problem: string }[];
}

/** Asks a model for the SQL that answers a question. It is told names, types and common texts of columns, and no rows. */
export async function writeSql(
  { prompts }: Pick<Dependencies, 'prompts'>,
  { question, model, about, earlier }: Asked,
  categories: Findings['categories'],
  { ai }: Pick<ActivityContext<typeof dataAnalysis>, 'ai'>,
) {
  const prompt = await prompts.render(dataQuestionPrompt, { version: duckdb });
  const tries = earlier.flatMap(({ sql, problem }) => [
    { role: 'assistant' as const, content: JSON.stringify({ sql, explanation: '' }) },
    { role: 'user' as const, content: `That SQL cannot be used: ${problem} Write it differently.` },
  ]);
  const { value } = await ai.generate({
    purpose: 'data question',
    ...(model !== undefined && { model }),
    system: prompt.text,
    prompt,
    messages: [{ role: 'user', content: `${tableOf(about, categories)}\n\n${question}` }, ...tries],
    schema: z.object({
      sql: z.string().describe('One SELECT statement.'),
      explanation: z.string().describe('What it computes, in the language of the question.'),
    }),
    maxTokens: 2000,
  });
  return value;
}

/** Names in a prompt are cut, as a table may have many and long ones. */
const mostNamed = 200;

function tableOf({ rows, columns }: Asked['about'], categories: Findings['categories']): string {
  const lines = columns.slice(0, mostNamed).map((column) => lineOf(column, categories));
  const more = columns.length > mostNamed ? [`and ${columns.length - mostNamed} more columns`] : [];
  return ['<table>', `data: ${rows} rows`, ...lines, ...more, '</table>'].join('\n');
}

function lineOf({ name, type }: Column, categories: Findings['categories']): string {
  const found = categories.find(({ column }) => column === name);
  const values = found ? `: one of ${found.values.map((value) => JSON.stringify(value)).join(', ')}` : '';
  return `${JSON.stringify(name)} ${type}${values}`;
}
