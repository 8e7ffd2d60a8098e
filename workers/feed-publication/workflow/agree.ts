import type * as z from 'zod';
import type { WorkflowContext } from '../../kit/workflow.ts';
import type { feedPublication } from '../contract.ts';

type Context = Pick<WorkflowContext<typeof feedPublication>, 'activities' | 'decision' | 'fail' | 'input'>;
type About = Omit<z.output<(typeof feedPublication)['activities']['check']['input']>, 'draft'>;
type Draft = Awaited<ReturnType<Context['activities']['write']>>;
type Finding = Awaited<ReturnType<Context['activities']['check']>>[number];

/** How often a text is written anew, with what was found wrong with the one before. */
const mostRepeats = 2;

/** Shorter than from one post of a day to the next, whose turn would otherwise be skipped. */
const approvalDeadline = '8 hours';

interface Agreed {
  draft: Draft;
  findings: Finding[];
  approved: boolean;
}

/** Has a text written, checked, written again if need be, and approved where the brand wants that. */
export async function agree(context: Context, about: About): Promise<Agreed> {
  const { activities, fail, input } = context;
  const { brand, seen } = about;
  if (brand.approval === 'NEVER' && seen.quality < brand.qualityThreshold) {
    fail('PHOTO_UNFIT', `The photo is rated ${seen.quality} of 100${seen.problem ? `: ${seen.problem}` : '.'}`);
  }
  let draft = await activities.write({ brand, seen, findings: [] });
  let findings = await activities.check({ ...about, draft });
  for (let repeat = 0; repeat < mostRepeats && findings.some(isOfCaption); repeat++) {
    draft = await activities.write({ brand, seen, findings });
    findings = await activities.check({ ...about, draft });
  }
  if (brand.approval === 'NEVER') {
    if (findings.some(isOfText)) fail('CAPTION_UNFIT', findings.map(({ message }) => message).join(' '));
    return { draft, findings, approved: true };
  }
  // What is only tried out bothers nobody: its result shows what people would be asked about.
  const asks = brand.approval === 'ALWAYS' || findings.length > 0;
  if (!asks || input.dryRun) return { draft, findings, approved: true };
  return approve(context, about, { draft, findings });
}

/** A person approves the text, as it is or changed, and is asked again while something is wrong with it that was not shown, or cannot be posted. */
async function approve(
  { activities, decision }: Context,
  about: About,
  first: Omit<Agreed, 'approved'>,
): Promise<Agreed> {
  const { brand, photo } = about;
  let { draft, findings } = first;
  for (;;) {
    const { choice, edits } = await decision('post', {
      show: { brand: brand.name, photo: photo.source, ...draft, findings },
      deadline: approvalDeadline,
      onDeadline: 'REJECT',
    });
    if (choice === 'REJECT') return { draft, findings, approved: false };
    if (!edits) return { draft, findings, approved: true };
    draft = { ...draft, ...edits };
    const shown = new Set(findings.map(({ message }) => message));
    findings = await activities.check({ ...about, draft });
    if (!findings.some((finding) => isHard(finding) || !shown.has(finding.message)))
      return { draft, findings, approved: true };
  }
}

const isOfText = ({ code }: Finding) => code !== 'QUALITY' && code !== 'SIMILAR_PHOTO';
/** What another caption can mend. */
const isOfCaption = (finding: Finding) => isOfText(finding) && finding.code !== 'ALT_TEXT';
/** What a channel would refuse, whoever wants it. */
const isHard = ({ code }: Finding) => code === 'LENGTH' || code === 'HASHTAGS';
