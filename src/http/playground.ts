import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';

export interface Tab {
  query: string;
  variables: string | null;
}

/** The playground's first tabs: upload, one start per workflow, watch, timeline, list. Made from the schema, so they always fit it. */
export function playgroundTabs(schema: GraphQLSchema): Tab[] {
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
  const starts = mutations
    .filter(({ name }) => name.startsWith('start'))
    .map(({ name, description, args }) => {
      const input = args.find((arg) => arg.name === 'input');
      return tab(`# ${description}
mutation ${name} {
  ${name}(input: ${input ? example(input.type) : '{}'}) {
    __typename
    ... on Run { id status }
    ... on Error { code message }
    ... on InvalidInputError { issues { path message } }
    ... on RunAlreadyExistsError { run { id status } }
  }
}`);
    });
  return [uploadTab, ...starts, watchTab, timelineTab, listTab];
}

const tab = (query: string, variables?: object): Tab => ({
  query,
  variables: variables ? JSON.stringify(variables, null, 2) : null,
});

const uploadTab =
  tab(`# A place for a file: PUT it to \`url\` with \`headers\`, then start work with \`object\` as the source.
mutation upload {
  createUpload(input: { filename: "photo.jpg", contentType: "image/jpeg", bytes: 237223 }) {
    ... on Upload { object { bucket key } url method headers { name value } expiresAt }
    ... on Error { code message }
  }
}`);

const watchTab = tab(
  `# Paste a run's id below: its state at once, then every change, until it has ended.
subscription watch($id: ID!) {
  run(id: $id) {
    status
    progress { percent step message done total unit }
    failure { code message }
    resultJson
  }
}`,
  { id: '' },
);

const timelineTab = tab(
  `# What a run did, line by line, and what it does from now on. \`after\` goes on behind a cursor.
subscription timeline($id: ID!, $after: String) {
  timeline(id: $id, after: $after) {
    cursor
    at
    message
    ... on TimelineEvent { kind activity step attempt failure { code message } child { id status } }
    ... on TimelineReset { fromEvent }
  }
}`,
  { id: '', after: null },
);

const listTab = tab(`# The newest runs.
query runs {
  runs(first: 10) {
    edges { node { id workflow status startedAt progress { percent step } failure { code message } } }
    pageInfo { hasNextPage endCursor }
  }
}`);

/** A literal with every required field of an input type. */
function example(type: GraphQLInputType): string {
  if (isNonNullType(type)) return example(type.ofType);
  if (isListType(type)) return `[${example(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? 'null';
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => isRequiredInputField(field) || type.isOneOf);
    const shown = type.isOneOf ? fields.slice(0, 1) : fields;
    return `{ ${shown.map(({ name, type: fieldType }) => `${name}: ${name === 'bucket' ? '"tempograph"' : example(fieldType)}`).join(', ')} }`;
  }
  if (type.name === 'Boolean') return 'true';
  return ['Int', 'Float', 'SafeInt'].includes(type.name) ? '1' : '"…"';
}
