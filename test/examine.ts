import type { Check, Finding } from '../src/services/doctor/finding.ts';
import { createDoctor } from '../src/services/doctor/doctor.ts';

/** What one check finds. */
export async function found(check: Check, secrets: readonly string[] = []): Promise<Finding> {
  const [finding, ...more] = await createDoctor([check], secrets).examine();
  if (!finding || more.length > 0) throw new Error(`${check.name} has found ${more.length + 1} things.`);
  return finding;
}
