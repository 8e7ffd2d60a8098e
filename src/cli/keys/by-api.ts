import type { ApiKey } from '../../services/access/keys.ts';
import type { ApiClient } from '../api/client.ts';
import { refusal, refused, type Refusal } from '../api/refusal.ts';
import type { KeysCommand } from '../arguments/keys.ts';
import { changeKeys, type KeyStore } from './keys.ts';

/** Makes and ends keys of a deployment whose database is out of reach, with an admin key of it. */
export const keysByApi = (client: ApiClient, command: KeysCommand): Promise<number> =>
  changeKeys(apiStore(client), command);

/** As JSON has it. */
type SentKey = {
  [Field in keyof ApiKey]: Date extends ApiKey[Field] ? string | Exclude<ApiKey[Field], Date> : ApiKey[Field];
};

const key = `id name role workflows createdAt expiresAt lastUsedAt revokedAt`;

function apiStore(client: ApiClient): KeyStore {
  const list = async () => {
    const { apiKeys } = await client.query<{ apiKeys: SentKey[] }>(`{ apiKeys { ${key} } }`);
    return apiKeys.map(received);
  };
  return {
    list,
    any: async () => (await list()).some(({ revokedAt }) => revokedAt === null),
    async create(input) {
      const { made } = await client.mutate<{ made: Refusal & { key?: SentKey; secret: string } }>(
        `mutation ($input: CreateApiKeyInput!) {
          made: createApiKey(input: $input) { ${refusal} ... on ApiKeyCreated { secret key { ${key} } } }
        }`,
        { input },
      );
      if (!made.key) throw refused(made);
      return { key: received(made.key), secret: made.secret };
    },
    async revoke(id) {
      const { ended } = await client.mutate<{ ended: Refusal & { key?: SentKey } }>(
        `mutation ($id: ID!) {
          ended: revokeApiKey(id: $id) { __typename ... on Error { code message } ... on ApiKeyRevoked { key { ${key} } } }
        }`,
        { id },
      );
      if (!ended.key) throw refused(ended);
      return received(ended.key);
    },
    async workflows() {
      const { workflows } = await client.query<{ workflows: { name: string }[] }>('{ workflows { name } }');
      return workflows.map(({ name }) => name);
    },
  };
}

const moment = (at: string | null) => (at === null ? null : new Date(at));

const received = (sent: SentKey): ApiKey => ({
  ...sent,
  createdAt: new Date(sent.createdAt),
  expiresAt: moment(sent.expiresAt),
  lastUsedAt: moment(sent.lastUsedAt),
  revokedAt: moment(sent.revokedAt),
});
