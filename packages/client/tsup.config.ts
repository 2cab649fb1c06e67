import { defineConfig } from 'tsup'

/**
 * `index` is the library in Node, `browser` the same for web pages, `cli` the command. What both sides share is
 * bundled, types included, so that the published package needs no private one.
 */
export default defineConfig({
  entry: { index: 'src/index.ts', browser: 'src/browser.ts', cli: 'src/cli.ts' },
  tsconfig: 'tsconfig.build.json',
  dts: { entry: { index: 'src/index.ts', browser: 'src/browser.ts' } },
  format: 'esm',
  target: 'node20',
  clean: true,
  splitting: true,
  sourcemap: true,
  noExternal: ['@congky/shared'],
  silent: true,
})
