export const schedulePath = (id: string) => `/schedules/${encodeURIComponent(id)}`;
