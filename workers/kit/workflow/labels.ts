import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { encodeLabel } from '../wire/label.ts';

/** Labels of this run, as Temporal stores them. */
export const ownLabels = () => (workflowInfo().searchAttributes['TempographLabels'] ?? []).map(String);

/** Gives this run labels that it does not have yet. */
export function addLabels(labels: Readonly<Record<string, string>>): void {
  const there = ownLabels();
  const missing = Object.entries(labels)
    .map(([key, value]) => encodeLabel({ key, value }))
    .filter((label) => !there.includes(label));
  if (missing.length > 0) upsertSearchAttributes({ TempographLabels: [...there, ...missing] });
}
