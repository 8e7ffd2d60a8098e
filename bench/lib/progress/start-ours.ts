import type { beats } from './beats.ts';

/** Starts a run of the benchmark's workflow through the API; returns its id. */
export async function startOurs(socketUrl: string, name: string, load: typeof beats): Promise<string> {
  const response = await fetch(socketUrl.replace('ws', 'http'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query:
        'mutation($input: BeatingInput!) { startBeating(input: $input) { ... on Run { id } ... on Error { message } } }',
      variables: { input: { name, ...load } },
    }),
  });
  const answer = (await response.json()) as { data?: { startBeating?: { id?: string } } };
  const id = answer.data?.startBeating?.id;
  if (!id) throw new Error(`Not started: ${JSON.stringify(answer)}`);
  return id;
}
