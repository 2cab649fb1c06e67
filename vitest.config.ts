import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const alias = {
  '@congky/shared': path('./packages/shared/src/index.ts'),
  '@congky/documents': path('./packages/documents/src/index.ts'),
  '@congky/client': path('./packages/client/src/index.ts'),
}

/** SQL files are text, as in the build. */
const sqlAsText = {
  name: 'sql-as-text',
  transform: (code: string, id: string) => (id.endsWith('.sql') ? `export default ${JSON.stringify(code)}` : undefined),
}

/**
 * `unit`: beside their files, nothing installed needed. `story`: real tokens, databases and processes. `last`:
 * what can be said only after all stories.
 */
export default defineConfig({
  test: {
    projects: [
      {
        plugins: [sqlAsText],
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'test/*.test.ts'],
          // A second here, but a busy machine is many times slower.
          testTimeout: 30_000,
          // One a core less one by default; many of these wait more than they work.
          maxWorkers: 3,
        },
      },
      {
        plugins: [sqlAsText],
        resolve: { alias },
        test: {
          name: 'story',
          include: ['test/**/*.story.ts', 'packages/*/src/**/*.story.ts'],
          // Waiting for what comes ends when it came; a second, which is usual, is short on a busy machine.
          expect: { poll: { timeout: 60_000 } },
          globalSetup: 'test/support/story-run.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      { test: { name: 'last', include: ['test/**/*.last.ts'] } },
    ],
  },
})
