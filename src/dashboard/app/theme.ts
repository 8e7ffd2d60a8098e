import { kept } from '../api/kept.ts';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const choice = kept(() => localStorage, 'tempograph.theme');

export function readTheme(): Theme {
  const chosen = choice.get();
  return themes.find((theme) => theme === chosen) ?? 'auto';
}

/** `auto` is as the system has it. */
export function applyTheme(theme: Theme) {
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  choice.set(theme);
}
