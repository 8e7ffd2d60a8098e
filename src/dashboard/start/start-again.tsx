import { useQuery } from '../api/use-query.ts';
import { Link } from '../app/link.tsx';
import { asInput } from '../forms/as-input.ts';
import type { Fields } from '../forms/fields.ts';
import { shapeOf } from '../forms/input-types.ts';
import { FormerInputDocument } from '../operations/generated.ts';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { StartForm, type StartFormProps } from './start-form.tsx';

/** The form, with what a run was given; it is not shown before, as what is written would be lost. */
export function StartAgain({ from, ...form }: StartFormProps & { from: string }) {
  const { data, failure, reload } = useQuery(FormerInputDocument, { id: from });
  const { workflow, types } = form;
  if (data) {
    const inputType = types.argument(workflow.startMutation, 'input');
    const given = data.run?.inputJson;
    if (!given || !inputType) {
      return (
        <Empty>
          What that run was given is not known here any more.{' '}
          <Link to={`/start/${workflow.name}`}>Start a new one</Link>
        </Empty>
      );
    }
    return <StartForm {...form} former={asInput(given, shapeOf(inputType).name, types) as Fields} />;
  }
  if (failure) return <Failed failure={failure} retry={reload} />;
  return <Loading what="what the run was given" />;
}
