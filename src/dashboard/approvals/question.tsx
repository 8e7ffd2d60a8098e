import { useCallback, useEffect, useRef } from 'react';
import { useQuery } from '../api/use-query.ts';
import { ApprovalDocument } from '../operations/generated.ts';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { ApprovalCard } from './approval-card.tsx';

/** Links to pictures are good for a quarter of an hour. */
const linksMs = 10 * 60_000;
/** A picture that is broken anyhow is not asked for again and again. */
const brokenMs = 30_000;

interface QuestionProps {
  id: string;
  /** Whether it is in the list of those that are open. */
  listed: boolean;
  keys: boolean;
  onDecided(): void;
}

/** One question, open or not. It is asked for again once it is not listed any more, and before its pictures are dead. */
export function Question({ id, listed, keys, onDecided }: QuestionProps) {
  const { data, failure, reload } = useQuery(ApprovalDocument, { id });
  const wasListed = useRef(listed);
  useEffect(() => {
    if (wasListed.current && !listed) reload();
    wasListed.current = listed;
  }, [listed, reload]);
  const asked = useRef(0);
  useEffect(() => {
    asked.current = Date.now();
  }, [data]);
  const refresh = useCallback(() => {
    if (Date.now() - asked.current > brokenMs) reload();
  }, [reload]);
  useEffect(() => {
    const timer = setInterval(refresh, linksMs);
    return () => clearInterval(timer);
  }, [refresh]);

  if (data?.approval) {
    const decidedHere = () => {
      onDecided();
      reload();
    };
    const { approval } = data;
    return (
      <ApprovalCard key={approval.state} approval={approval} keys={keys} onDecided={decidedHere} onBroken={refresh} />
    );
  }
  if (failure) return <Failed failure={failure} retry={reload} />;
  return data ? <Empty>This question is not known here.</Empty> : <Loading what="the question" />;
}
