/**
 * The checks that read sources, and the build, as many at a time as use two processors: types alone take as long as the
 * others together. Each says how long it took; one that fails shows all it printed, and the others still end.
 */
import { fileURLToPath } from 'node:url'
import { npm } from './npm.mjs'
import { reportFailure, run, seconds } from './progress.mjs'

const cwd = fileURLToPath(new URL('..', import.meta.url))

/** npm scripts: those of a line one after the other, the lines beside each other. */
const LINES = [['types'], ['build', 'lint', 'unused']]

/** @param {string} script */
async function check(script) {
  const started = Date.now()
  const [command, args] = npm(['run', '--silent', script])
  try {
    await run(command, args, { cwd })
    console.log(`✔ ${script}  ${seconds(started)}`)
  } catch (error) {
    console.log(`✘ ${script}  ${seconds(started)}`)
    reportFailure(error)
    process.exitCode = 1
  }
}

await Promise.all(
  LINES.map(async (scripts) => {
    for (const script of scripts) await check(script)
  }),
)
