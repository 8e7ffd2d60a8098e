import type { FakeError } from '../fake-server/script.ts';
import { Refusal } from '../fake-server/refusal.ts';

/** A no in Meta's codes. */
export const refuse = (code: number, subcode?: number, message?: string): Refusal =>
  new Refusal(400, message, { code, ...(subcode !== undefined && { subcode }) });

/** What it says where nothing more precise is known. */
const usual: Record<string, string> = {
  '-2/2207003': 'Fetching the media took too long.',
  '-2/2207020': 'This media has expired.',
  '2': 'The service is not available for a moment.',
  '4': 'The app has asked too often.',
  '4/2207051': 'This action is blocked, to protect the community.',
  '9/2207042': 'The account has published as much as it may.',
  '24/2207008': 'There is no media builder with this creation id, or it has expired.',
  '100': 'A parameter is not valid.',
  '100/33': 'There is no such object, or it may not be seen.',
  '100/1366051': 'These photos are posted already.',
  '190': 'The access token is not valid.',
  '190/463': 'The session has expired.',
  '368': 'This action is not possible for now.',
  '506': 'The post is the same as the last one.',
  '9007/2207027': 'The media is not ready for publishing.',
};

/** An error as the Graph API writes it. */
export function graphError(status: number, { code, subcode, type, message }: FakeError, trace: string) {
  const number = Number(code ?? (status >= 500 ? 2 : 100));
  const text =
    message ?? usual[subcode === undefined ? number : `${number}/${subcode}`] ?? usual[number] ?? 'Not possible.';
  return {
    error: {
      message: `(#${number}) ${text}`,
      type: type ?? 'OAuthException',
      code: number,
      ...(subcode !== undefined && { error_subcode: subcode, error_user_title: 'Not possible', error_user_msg: text }),
      is_transient: number === 1 || number === 2,
      fbtrace_id: trace,
    },
  };
}
