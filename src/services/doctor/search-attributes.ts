import { attributeTypes, searchAttributes } from '../../platform/search-attributes.ts';
import { invalidReason, mayPass, type Temporal } from '../../platform/temporal.ts';
import { failed, ok, type Check } from './finding.ts';

/** Whether runs can be found by label and by who has started them. */
export const checkSearchAttributes = (temporal: Temporal): Check => ({
  name: 'search attributes',
  needs: 'temporal',
  todo: 'Let this program list runs, which takes a key of the namespace.',
  async run(signal) {
    const { namespace } = temporal;
    const known = await knownTypes(temporal, signal);
    const names = Object.entries(searchAttributes);
    const wrong = names.find(([name, type]) => known[name] !== type);
    if (!wrong) return ok(`${names.map(([name]) => name).join(' and ')} are there`);
    const [name, type] = wrong;
    const command = `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${attributeTypes[type]}`;
    return known[name] === undefined
      ? failed(`${name} is missing`, `Run \`${command}\`, or start an API, which does.`)
      : failed(
          `${name} is there, but is no ${attributeTypes[type]}`,
          `Remove it from the namespace, then run \`${command}\`.`,
        );
  },
});

/** The types of our search attributes that there are, by their names. */
async function knownTypes(temporal: Temporal, signal: AbortSignal): Promise<Record<string, number>> {
  const { operator, namespace, call } = temporal;
  try {
    const { customAttributes } = await call(() => operator.listSearchAttributes({ namespace }), { signal });
    return customAttributes;
  } catch (error) {
    if (mayPass(error)) throw error;
    // Temporal Cloud tells them to administrators only. Whether there is one, a list of runs tells, too.
    const asked = Object.entries(searchAttributes).map(async ([name, type]) =>
      (await isKnown(temporal, name, signal)) ? [[name, type] as const] : [],
    );
    return Object.fromEntries((await Promise.all(asked)).flat());
  }
}

async function isKnown({ service, namespace, call }: Temporal, name: string, signal: AbortSignal): Promise<boolean> {
  try {
    await call(() => service.countWorkflowExecutions({ namespace, query: `${name} = 'doctor'` }), { signal });
    return true;
  } catch (error) {
    if (invalidReason(error) === null) throw error;
    return false;
  }
}
