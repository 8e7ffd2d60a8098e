import { typedId } from '../typed-id.ts';

export const approvalId = typedId('Approval');
