import type { temporal as protocol } from '@temporalio/proto';
import type { searchAttributes } from '../../platform/search-attributes.ts';
import type { Temporal } from '../../platform/temporal.ts';

/** The texts of one of our search attributes; none where it is not set. */
export async function attributeOf(
  temporal: Temporal,
  attributes: protocol.api.common.v1.ISearchAttributes | null | undefined,
  name: keyof typeof searchAttributes,
): Promise<string[]> {
  const payload = attributes?.indexedFields?.[name];
  const [values = []] = payload ? await temporal.decode([payload]) : [];
  return [values as string | string[]].flat();
}
