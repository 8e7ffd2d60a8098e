/** Every table, for migrations: `npm run migration` compares this with the ones that were written before. */
export { apiKeyRole, apiKeys } from './tables/api-keys.ts';
export { approvals, approvalState } from './tables/approvals.ts';
export { auditLog } from './tables/audit-log.ts';
export { blackVault, vaultReason } from './tables/black-vault.ts';
export { approvalPolicy, brands } from './tables/brands.ts';
export { budgetPeriod, budgets, budgetScope, limitPolicy } from './tables/budgets.ts';
export { channelKind, channels, channelState } from './tables/channels.ts';
export { generationOutcome, generations } from './tables/generations.ts';
export { knowledgeChunks } from './tables/knowledge-chunks.ts';
export { knowledgeDocuments, knowledgeState } from './tables/knowledge-documents.ts';
export { knowledgeFacts } from './tables/knowledge-facts.ts';
export { photos } from './tables/photos.ts';
export { publications, publicationState } from './tables/publications.ts';
export { rateLimits } from './tables/rate-limits.ts';
export { revokedTokens } from './tables/revoked-tokens.ts';
export { scheduleNames } from './tables/schedule-names.ts';
export { scheduleOccurrences } from './tables/schedule-occurrences.ts';
export { spending } from './tables/spending.ts';
