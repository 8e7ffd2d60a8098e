import { searchAttributes } from '../../platform/search-attributes.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { failed, ok, type Check } from './finding.ts';

/** By the numbers of temporal.api.enums.v1.IndexedValueType, as the command line calls them. */
const types: Readonly<Record<number, string>> = { 2: 'Keyword', 7: 'KeywordList' };

/** Whether runs can be found by label and by who has started them. */
export const checkSearchAttributes = ({ operator, namespace, call }: Temporal): Check => ({
  name: 'search attributes',
  needs: 'temporal',
  todo: 'Let this program list search attributes, which on Temporal Cloud takes a key of an administrator of the namespace.',
  async run(signal) {
    const { customAttributes } = await call(() => operator.listSearchAttributes({ namespace }), { signal });
    const names = Object.entries(searchAttributes);
    const wrong = names.find(([name, type]) => Number(customAttributes?.[name]) !== type);
    if (!wrong) return ok(`${names.map(([name]) => name).join(' and ')} are there`);
    const [name, type] = wrong;
    const command = `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${types[type]}`;
    return customAttributes?.[name] === undefined
      ? failed(`${name} is missing`, `Run \`${command}\`, or start an API, which does.`)
      : failed(`${name} is there, but is no ${types[type]}`, `Remove it from the namespace, then run \`${command}\`.`);
  },
});
