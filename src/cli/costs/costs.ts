import { langfuseCosts } from '../../platform/ai/langfuse-costs.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Settings } from '../../platform/env.ts';
import { print, printError } from '../terminal.ts';
import { toUsd } from '../../services/budgets/usd.ts';
import { dailyCosts } from '../../services/generations/daily-costs.ts';
import { table } from '../table.ts';

const cent = 0.01;
/** What is added up from fractions is not exact to the last digit. */
const rounding = 1e-6;

/** In US dollars. */
interface Line {
  day: string;
  model: string;
  ours: number;
  langfuse: number;
}

/** What calls of models have cost by our books and by Langfuse's. */
export interface Comparison {
  /** By day and model. */
  lines: Line[];
  /** Calls that are not in our sums, as their model has no price. */
  unpriced: number;
  /** No line, nor all of them together, differs by more than a cent. */
  agree: boolean;
}

export async function compareCosts(
  { ask }: Pick<Database, 'ask'>,
  langfuse: NonNullable<Settings['langfuse']>,
  { from, to }: { from: Date; to: Date },
): Promise<Comparison> {
  const [ours, theirs] = await Promise.all([dailyCosts(ask, from, to), langfuseCosts(langfuse, from, to)]);
  const found = new Map<string, Line>();
  const line = ({ day, model }: { day: string; model: string }) => {
    const key = `${day} ${model}`;
    const known = found.get(key) ?? { day, model, ours: 0, langfuse: 0 };
    found.set(key, known);
    return known;
  };
  for (const one of ours) line(one).ours += toUsd(one.cost);
  for (const one of theirs) line(one).langfuse += one.usd;
  const lines = [...found].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, known]) => known);
  return {
    lines,
    unpriced: ours.reduce((count, one) => count + one.unpriced, 0),
    agree: [...lines, totalOf(lines)].every((one) => Math.abs(difference(one)) <= cent + rounding),
  };
}

/** The table goes to standard output, what is to be said of it to the other one. */
export function printComparison({ lines, unpriced, agree }: Comparison): void {
  if (lines.length === 0) return printError('No model was called on these days, and Langfuse knows of none either.');
  const cells = [...lines, totalOf(lines)].map((one) => [
    one.day,
    one.model,
    usd(one.ours),
    usd(one.langfuse),
    usd(difference(one)),
  ]);
  print(table(['DAY', 'MODEL', 'OURS', 'LANGFUSE', 'DIFFERENCE'], cells));
  if (unpriced > 0)
    printError(`Calls of models without a price (AI_MODELS_FILE), which are not in our sums: ${unpriced}`);
  printError(
    agree
      ? 'They agree to the cent.'
      : 'They differ. Calls of the last minutes may not be in Langfuse yet; others were dropped, as the log of the worker says.',
  );
}

const totalOf = (lines: readonly Line[]): Line =>
  lines.reduce((sum, one) => ({ ...sum, ours: sum.ours + one.ours, langfuse: sum.langfuse + one.langfuse }), {
    day: 'total',
    model: '',
    ours: 0,
    langfuse: 0,
  });
const difference = ({ ours, langfuse }: Line) => ours - langfuse;
const usd = (amount: number) => (Math.abs(amount) < rounding / 2 ? 0 : amount).toFixed(6);
