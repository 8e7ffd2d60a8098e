/** In a sentence, and what to do. */
export const nearDuplicate = ({
  source,
  version,
  resemblance,
}: {
  source: string;
  version: number;
  resemblance: number;
}) =>
  `It is to ${percent(resemblance)} the same as version ${version} of ${source}. Learn it under that source as its next version, or delete that first.`;

interface Refused {
  id: string;
  reason: string;
  explanation: string;
  refusedBy: string;
  refusedAt: Date;
  resemblance: number;
}

/** What was refused, why, by whom, and where that is noted. */
export const refusedWords = ({ id, reason, explanation, refusedBy, refusedAt, resemblance }: Refused) =>
  `${resemblance === 1 ? 'This' : `What is to ${percent(resemblance)} the same`} was refused for ever on ${refusedAt.toISOString().slice(0, 10)} by ${refusedBy} (${reason}): ${explanation} It is entry ${id} of the black vault.`;

const percent = (part: number) => `${Math.round(part * 100)} %`;
