import type * as z from 'zod';
import { implementWorkflow, type WorkflowContext } from '../kit/workflow.ts';
import { aiLearning } from './contract.ts';

type Context = WorkflowContext<typeof aiLearning>;
type Activities = Context['activities'];
type Content = Awaited<ReturnType<Activities['read']>>;
type Understood = Awaited<ReturnType<Activities['understand']>>;
type Finding = z.output<(typeof aiLearning)['result']>['findings'][number];

/** Somebody who comes back from a holiday is not too late. */
const approvalDeadline = '30 days';

export const aiLearningWorkflow = implementWorkflow(aiLearning, async (context) => {
  const { input, activities, cleanup } = context;
  const { document, category, labels, onBehalfOf = '' } = input;
  const about = { source: input.source ?? `${document!.bucket}/${document!.key}`, onBehalfOf };
  cleanup(() => activities.discard());
  const content = await activities.read(input);
  const { known, language, findings: odd } = await activities.validate({ about, content });
  const told = { source: about.source, language, passages: 0, facts: 0, dropped: 0 };
  if (known) return { ...told, ...known, outcome: 'ALREADY_KNOWN' as const, findings: [] };
  const { lifted } = await activities.vault({ content });

  const findings = [...odd, ...(await judge(context, { about, content, lifted }))];
  const understood = await activities.understand({ content });
  const { facts, dropped, passages } = understood;
  if (dropped > facts)
    findings.push({
      code: 'FEW_QUOTES',
      message: `Of what the model said, ${dropped} of ${facts + dropped} is not in the text.`,
    });

  const approvedBy = await approve(context, { about, content, understood, language, findings });
  const stored = await activities.store({
    about,
    content,
    understood: understood.understood,
    category,
    labels: labels.map(({ key, value }) => `${key}=${value}`),
    language,
    approvedBy,
  });
  return { ...told, ...stored, passages, facts, dropped, findings };
});

interface About {
  source: string;
  onBehalfOf: string;
}

/**
 * What the model thinks of the content as a whole. What it refuses is never learned; only where somebody has lifted that
 * once, a person has to say it this time.
 */
async function judge(
  { activities, fail }: Context,
  { about, content, lifted }: { about: About; content: Content; lifted: boolean },
): Promise<Finding[]> {
  const { refused, findings } = await activities.judge({ content });
  if (!refused) return findings;
  if (lifted)
    return [
      ...findings,
      {
        code: 'REFUSED_AGAIN',
        message: `It was lifted from the black vault, and the model calls it ${refused.reason} again: ${refused.explanation}`,
      },
    ];
  const { reason, explanation, model } = refused;
  await activities.refuse({ about, content, reason, explanation, by: `model:${model}` });
  return fail(`CONTENT_${reason}`, `${explanation} It is in the black vault from now on.`);
}

interface Asked {
  about: About;
  content: Content;
  understood: Understood;
  language: string | null;
  findings: Finding[];
}

/** Who has agreed; null where nobody had to. */
async function approve(
  { input, activities, decision, fail }: Context,
  { about, content, understood, language, findings }: Asked,
): Promise<string | null> {
  const { category, requireApproval, onBehalfOf = null, document = null } = input;
  const asks = requireApproval === 'ALWAYS' || findings.length > 0;
  if (!asks) return null;
  if (requireApproval === 'NEVER') fail('DOUBTFUL', findings.map(({ message }) => message).join(' '));
  const { beginning, summary, shown } = understood;
  const { choice, by, comment } = await decision('learn', {
    show: {
      source: about.source,
      category,
      onBehalfOf,
      document,
      language,
      beginning,
      summary,
      facts: shown,
      findings,
    },
    deadline: approvalDeadline,
    onDeadline: 'REJECT',
  });
  if (choice === 'APPROVE') return by ?? 'deadline';
  if (choice === 'REFUSE_FOR_EVER') {
    const explanation = comment ?? 'A person refused it.';
    await activities.refuse({ about, content, reason: 'REJECTED', explanation, by: by ?? 'deadline' });
  }
  return fail('NOT_APPROVED', comment ?? (by === null ? 'Nobody agreed in time.' : 'A person did not agree.'));
}
