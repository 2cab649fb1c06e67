import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

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

/** Minutes of work in few lines. Without times of a run before, vitest begins with the longest text. */
const LONG = [
  ...['console/every-page', 'console/approvals', 'approvals-rows', 'approvals-api', 'promises/databases'],
  ...['two-gateways', 'operation', 'promises/tokens-gateway', 'promises/databases-claims'],
]

/** What begins last must not take long, or one processor waits for the other. */
class LongOnesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => LONG.some((name) => moduleId.endsWith(`/${name}.story.ts`))
    const sorted = await super.sort(files)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

/**
 * `unit`: beside their files, nothing installed needed. `story`: real tokens, databases and processes. `last`:
 * what can be said only after all stories.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: LongOnesFirst },
    projects: [
      {
        plugins: [sqlAsText],
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'test/*.test.ts'],
          // A second here, but a busy machine is many times slower.
          expect: { poll: { timeout: 20_000 } },
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
