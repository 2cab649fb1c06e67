/** `npm run promises`: the tests of what the gateway promises alone, and a table of what they counted. */
import { TestRun } from './test-run.mjs'

await TestRun.whole((run) => {
  if (!run.npm('build')) return
  run.vitest('promises', '--project', 'story', 'test/promises', 'test/two-gateways')
  run.vitest('secrets', '--project', 'last')
})
