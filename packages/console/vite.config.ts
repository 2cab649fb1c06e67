import { fileURLToPath } from 'node:url'
import preact from '@preact/preset-vite'
import { defineConfig } from 'vite'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

/** Two pages, built into the gateway's own `dist`, which serves them from there. */
export default defineConfig({
  root: path('./'),
  plugins: [preact({ devToolsEnabled: false })],
  resolve: {
    alias: {
      '@congky/shared': path('../shared/src/index.ts'),
    },
  },
  build: {
    outDir: path('../gateway/dist/console'),
    emptyOutDir: true,
    target: ['chrome100', 'firefox100', 'safari15.4'],
    // The gateway's content security policy lets no inline script run, and scripts load what they need themselves.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // Which script loads which: the build checks how much a page costs.
    manifest: true,
    rolldownOptions: {
      input: { index: path('./index.html'), workstation: path('./workstation.html') },
    },
  },
  logLevel: 'warn',
})
