import { inWords } from './differences.ts';
import type { Plan, Step } from './plan.ts';

const signs = { create: '+', change: '~', delete: '-' };
const order = ['create', 'change', 'delete'];

/** A plan for people: a line for each schedule, and one for each field that would be something else. */
export function planInWords({ steps, same }: Plan): string {
  const sorted = steps.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || (a.name < b.name ? -1 : 1));
  const countOf = (kind: Step['kind']) => steps.filter((step) => step.kind === kind).length;
  const sum = `${countOf('create')} to create, ${countOf('change')} to change, ${countOf('delete')} to delete, ${same} as they are.`;
  return `${[...sorted.flatMap(linesOf), sum].join('\n')}\n`;
}

const linesOf = (step: Step): string[] => [
  `${signs[step.kind]} ${step.kind} ${step.name}`,
  ...(step.kind === 'change' ? step.differences.map((difference) => `    ${inWords(difference)}`) : []),
];
