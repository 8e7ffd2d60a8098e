import { ApiFailure } from '../api/failures.ts';
import type { ApiClient } from '../api/client.ts';
import { refusal } from '../api/refusal.ts';

const mutations = /* GraphQL */ `
  {
    __type(name: "Mutation") {
      fields {
        name
        args {
          name
          type {
            ...Named
          }
        }
      }
    }
  }
  fragment Named on __Type {
    kind
    name
    ofType {
      kind
      name
    }
  }
`;

interface TypeRef {
  kind: string;
  name: string | null;
  ofType: TypeRef | null;
}

interface Mutations {
  __type: { fields: { name: string; args: { name: string; type: TypeRef }[] }[] } | null;
}

/** The document that starts a workflow: the mutation and the types of its arguments are what the API says they are. */
export async function startDocument(client: ApiClient, workflow: string): Promise<string> {
  const { __type: type } = await client.query<Mutations>(mutations);
  const starts = (type?.fields ?? []).filter(({ name }) => /^start[A-Z]/.test(name));
  const name = `start${workflow.charAt(0).toUpperCase()}${workflow.slice(1)}`;
  const mutation = starts.find((one) => one.name === name);
  if (!mutation) {
    const known = starts.map((one) => workflowOf(one.name)).join(', ');
    throw new ApiFailure(
      'NO_SUCH_WORKFLOW',
      `There is no workflow ${workflow} at ${client.url}: it has ${known || 'none'}.`,
    );
  }
  const variables = mutation.args.map((arg) => `$${arg.name}: ${written(arg.type)}`).join(', ');
  const args = mutation.args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  return `mutation (${variables}) {
    started: ${name}(${args}) {
      ${refusal}
      ... on Run { id workflow workflowId status }
      ... on RunAlreadyExistsError { run { id status } }
    }
  }`;
}

const written = ({ kind, name, ofType }: TypeRef): string =>
  kind === 'NON_NULL' && ofType ? `${written(ofType)}!` : (name ?? '');

const workflowOf = (mutation: string) => {
  const name = mutation.slice('start'.length);
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
};
