import { isAlreadyExists, type Temporal } from './temporal.ts';

/** Values of temporal.api.enums.v1.IndexedValueType. */
const keyword = 2;
const keywordList = 7;

/** The only search attributes of this product: `key=value` labels, and who started a run. */
export const searchAttributes = { TempographLabels: keywordList, TempographStartedBy: keyword };

/** Registers what is missing in the namespace. Needs no rights when everything is there. */
export async function registerSearchAttributes({ operator, namespace, call }: Temporal): Promise<void> {
  const { customAttributes } = await call(() => operator.listSearchAttributes({ namespace }));
  const missing = Object.entries(searchAttributes).filter(([name]) => !(name in customAttributes));
  if (missing.length === 0) return;
  try {
    await call(() => operator.addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(missing) }), {
      deadlineMs: 10_000,
    });
  } catch (error) {
    if (!isAlreadyExists(error)) throw error; // another process was quicker
  }
}
