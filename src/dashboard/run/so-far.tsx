import { Values } from '../parts/values.tsx';

/** What a run that goes on says of itself; the last of its page, as it grows. */
export function SoFar({ detail }: { detail: unknown }) {
  if (detail === null || detail === undefined) return null;
  return (
    <section>
      <h2>So far</h2>
      <Values value={detail} />
    </section>
  );
}
