import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// A build that is started by a test inherits NODE_ENV=test, and would have React's development half in it: 200 KB for 137.
process.env.NODE_ENV = 'production';

/** `vite build apps/web` from anywhere writes the page into apps/web/dist. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // As files of their own: the content security policy allows no data: or inline anything.
    assetsInlineLimit: 0,
    // The one polyfill that Vite would write into index.html; every browser with WebGL2 has module preloading.
    modulePreload: { polyfill: false },
  },
});
