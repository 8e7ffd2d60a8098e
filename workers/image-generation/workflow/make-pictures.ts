import { isCancellation } from '@temporalio/workflow';
import type { WorkflowContext } from '../../kit/workflow.ts';
import { inShort, toFailure } from '../../kit/workflow/failure.ts';
import { inWindow } from '../../kit/workflow/in-window.ts';
import { imageGeneration } from '../contract.ts';

type Context = Pick<WorkflowContext<typeof imageGeneration>, 'activities' | 'input' | 'plan'>;
type Activities = Context['activities'];
type Screened = Awaited<ReturnType<Activities['screen']>>;
type Backend = Screened['backends'][number];
type Made = Awaited<ReturnType<Activities['generate']>>;
type Checked = Awaited<ReturnType<Activities['check']>>;
type Fit = Checked['fit'][number];
type Missing = Checked['unfit'][number];

/** Pictures that are asked for at a time. */
const atOnce = 4;
const seeds = 2 ** 31;

/**
 * Failures that are those of who was asked, and not of what was asked for: the next one may do better. Who refuses to make a picture
 * is not got round, and neither is a budget.
 */
const mayFailOver: ReadonlySet<string> = new Set([
  'PROVIDER_BUSY',
  'PROVIDER_REJECTED',
  'REQUEST_REFUSED',
  'ANSWER_INVALID',
  'PRICE_UNKNOWN',
  'TIMED_OUT',
  'IMAGE_BROKEN',
  'IMAGE_SIZE_WRONG',
  'IMAGE_TOO_LARGE',
]);

interface Pictures {
  fit: Fit[];
  missing: Missing[];
}

/** Has the pictures made by one backend after the other, until each is there and fit or nobody is left. */
export async function makePictures(context: Context, screened: Screened): Promise<Pictures> {
  const { activities, input, plan } = context;
  const { wanted, backends } = screened;
  const check = (pictures: readonly Made[], earlier: readonly Fit[]) =>
    activities.check({ wanted, pictures: [...pictures], earlier: [...earlier], onBehalfOf: input.onBehalfOf ?? '' });
  if (input.from?.how === 'UPSCALE') {
    const made = await activities.upscale({ parent: wanted.parent!, factor: input.from.factor });
    const { fit, unfit } = await check([made], []);
    return { fit, missing: unfit };
  }
  const counted = plan('generate', input.count);
  const countedOnce = new Set<number>();
  const onMade = (position: number) => {
    if (!countedOnce.has(position)) counted.count('done');
    countedOnce.add(position);
  };
  const fit: Fit[] = [];
  const why = new Map<number, Missing>();
  let left = Array.from({ length: input.count }, (_, position) => position);
  for (const backend of backends) {
    const { made, failed } = await askAll(context, screened, backend, { positions: left, onMade });
    const checked = made.length > 0 ? await check(made, fit) : { fit: [], unfit: [] };
    fit.push(...checked.fit);
    for (const missing of [...failed, ...checked.unfit]) why.set(missing.position, missing);
    const done = new Set(checked.fit.map(({ position }) => position));
    left = left.filter((position) => !done.has(position));
    const isFinal = failed.some(({ code }) => !mayFailOver.has(code));
    if (left.length === 0 || isFinal) break;
  }
  return {
    fit: fit.toSorted((one, other) => one.position - other.position),
    missing: left.map((at) => whyOf(why, at)),
  };
}

/** One that was not begun, as another had shown that it would come to nothing, is missing for the same reason. */
function whyOf(why: ReadonlyMap<number, Missing>, position: number): Missing {
  const missing = why.get(position) ?? [...why.values()].at(-1)!;
  return { ...missing, position };
}

/** Asks one backend. Once one picture has failed, no more are begun. */
async function askAll(
  { activities, input }: Context,
  { wanted, seed }: Screened,
  { backend, model }: Backend,
  { positions, onMade }: { positions: readonly number[]; onMade(position: number): void },
): Promise<{ made: Made[]; failed: Missing[] }> {
  const ends = await inWindow(
    positions,
    atOnce,
    async (position) => {
      const own = backend === 'OPENAI' ? null : (seed + position) % seeds; // OpenAI takes none
      const made = await activities.generate({ input, wanted, backend, model, seed: own, position });
      onMade(position);
      return made;
    },
    () => true,
  );
  const made: Made[] = [];
  const failed: Missing[] = [];
  for (const [at, position] of positions.entries()) {
    const end = ends[at];
    if (end?.status === 'fulfilled') made.push(end.value);
    if (end?.status === 'rejected') {
      if (isCancellation(end.reason)) throw end.reason;
      failed.push({ position, ...inShort(toFailure(end.reason, imageGeneration.errors)) });
    }
  }
  return { made, failed };
}
