import { createContext, useContext } from 'react';
import type { ViewerQuery } from '../operations/generated.ts';

export type Viewer = ViewerQuery['viewer'];
export type Permission = Viewer['permissions'][number];

const ViewerContext = createContext<Viewer | null>(null);
export const ViewerProvider = ViewerContext.Provider;

/** Whether whoever looks at this page may do that. */
export function useMay(): (permission: Permission) => boolean {
  const viewer = useContext(ViewerContext);
  return (permission) => viewer?.permissions.includes(permission) ?? false;
}

export const useViewer = () => useContext(ViewerContext);
