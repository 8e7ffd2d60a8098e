import { implementWorkflow, type WorkflowContext } from '../kit/workflow.ts';
import { dataAnalysis, mostTries } from './contract.ts';
import type { Loaded } from './contract/table.ts';

type Context = WorkflowContext<typeof dataAnalysis>;

export const dataAnalysisWorkflow = implementWorkflow(dataAnalysis, async (context) => {
  const { input, activities, cleanup } = context;
  const { analyses, seed } = input;
  cleanup(() => activities.discard());
  const validated = await activities.validate(input);
  const loaded = await activities.load({ validated, maxRejected: input.reading.maxRejected });
  const { findings, assignments } = await activities.analyse({ loaded, analyses, seed });
  const answered = analyses.question ? await answer(context, analyses.question, loaded, findings) : null;
  const drawn = await activities.draw({ findings });
  const { destination, removable } = validated;
  cleanup(async (failure) => void (failure && removable && (await activities.withdraw({ destination }))));
  return activities.report({ validated, loaded, findings, assignments, drawn, answered });
});

type Question = NonNullable<Context['input']['analyses']['question']>;
type Findings = Parameters<Context['activities']['draw']>[0]['findings'];

/** The model is told what is wrong with its SQL, and writes it again. */
async function answer(
  { activities, fail }: Context,
  { text, model, maxSeconds }: Question,
  loaded: Loaded,
  findings: Findings,
) {
  const earlier: { sql: string; problem: string }[] = [];
  for (;;) {
    const { sql, explanation } = await activities.writeSql({ question: text, model, loaded, findings, earlier });
    const { answer, problem } = await activities.runSql({ sql, loaded, maxSeconds });
    if (answer) return { question: text, sql, explanation, tries: earlier.length + 1, ...answer };
    const { code, message } = problem!;
    earlier.push({ sql, problem: message });
    if (earlier.length === mostTries) return fail(code, `${message} The SQL was: ${sql.slice(0, 1000)}`);
  }
}
