import { issuesInWords, type Issue } from './exchange.ts';
import { ApiFailure } from './failures.ts';

/** What a mutation returned instead of what it was asked for: a member of its union that is an error, as `refusal` selects it. */
export interface Refusal {
  __typename: string;
  code?: string;
  message?: string;
  issues?: readonly Issue[];
}

/** The selection of a `Refusal` in a union that has `InvalidInputError`. */
export const refusal = `
  __typename
  ... on Error { code message }
  ... on InvalidInputError { issues { path message } }
`;

export const refused = ({ __typename, code, message, issues }: Refusal): ApiFailure =>
  new ApiFailure(code ?? __typename, issues ? issuesInWords(issues) : (message ?? 'The API gave no reason.'));
