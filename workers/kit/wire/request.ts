import * as z from 'zod';

/** Memo of a run that a request to the API has started: the id by which logs know the request. */
export const requestMemoKey = 'tempographRequest';

/** Header that carries the same to activities and children. */
export const requestHeader = 'tempograph-request';

export const requestId = z.string().max(200);
