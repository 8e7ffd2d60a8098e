export const approvalPath = (id: string) => `/approvals/${encodeURIComponent(id)}`;
