/** `npm test`: installs what is missing, runs every check and every story, and ends with a line that counts. */
import { TestRun } from './test-run.mjs'

await TestRun.whole((run) => {
  if (!run.checkWithTests('check (types, lint, unused, build, unit)', 'check')) return
  run.vitest('stories', '--project', 'story')
  run.vitest('secrets', '--project', 'last')
})
