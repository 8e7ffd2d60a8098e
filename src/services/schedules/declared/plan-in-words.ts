import { inWords } from './differences.ts';
import { countsOf, type Plan, type Step } from './plan.ts';

const signs = { create: '+', change: '~', delete: '-' };
const order = ['create', 'change', 'delete'];

/** A plan for people: a line for each schedule, and one for each field that would be something else. */
export function planInWords(plan: Plan): string {
  const counts = countsOf(plan);
  const sum = `${counts.create} to create, ${counts.change} to change, ${counts.delete} to delete, ${counts.same} as they are.`;
  return `${[...inOrder(plan.steps).flatMap(linesOf), sum].join('\n')}\n`;
}

/** By what is done, then by name. */
export const inOrder = (steps: readonly Step[]): Step[] =>
  steps.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || (a.name < b.name ? -1 : 1));

const linesOf = (step: Step): string[] => [
  `${signs[step.kind]} ${step.kind} ${step.name}`,
  ...(step.kind === 'change' ? step.differences.map((difference) => `    ${inWords(difference)}`) : []),
];
