import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Makes `dist/dashboard`: the page, and the element that other pages embed. */
export default defineConfig({
  root: here('.'),
  plugins: [react()],
  build: {
    outDir: here('../../dist/dashboard'),
    emptyOutDir: true,
    // A picture inside a style would be one that the page's policy has to let in.
    assetsInlineLimit: 0,
    target: 'es2022',
    rolldownOptions: {
      input: { page: here('index.html'), 'run-progress': here('run-progress/element.ts') },
      output: {
        // Its name is what other pages know; everything else is named by what is in it.
        entryFileNames: ({ name }) => (name === 'run-progress' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
