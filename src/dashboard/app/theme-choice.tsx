import { useState } from 'react';
import { applyTheme, readTheme, themes, type Theme } from './theme.ts';

const names: Record<Theme, string> = { auto: 'As the system', light: 'Light', dark: 'Dark' };

export function ThemeChoice() {
  const [theme, setTheme] = useState(readTheme);
  return (
    <label className="theme">
      <span>Colours</span>
      <select
        value={theme}
        onChange={({ target }) => {
          const chosen = target.value as Theme;
          applyTheme(chosen);
          setTheme(chosen);
        }}
      >
        {themes.map((one) => (
          <option key={one} value={one}>
            {names[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
