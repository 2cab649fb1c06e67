/**
 * `npm test`: installs what is missing, runs every check and every story, and ends with a line that counts.
 * Exits 0 only when something ran and nothing failed.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensure } from './ensure.mjs'
import { reportFailure, seconds } from './progress.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const reports = mkdtempSync(join(tmpdir(), 'congky-test-'))
const started = Date.now()
const total = { passed: 0, failed: 0, skipped: 0 }

try {
  const { env, absent } = await ensure('test')
  if (absent.length > 0)
    console.error(`Not to be had here, so the stories that need them will fail: ${absent.join(', ')}`)
  const npm = process.env.npm_execpath
  const [command, ...args] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm']
  // What follows `--` reaches the last command of `check`, which is vitest.
  if (runTests('check (types, lint, unused, build, unit)', command, [...args, 'run', 'check', '--'], env)) {
    runTests('stories', process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--project', 'story'], env)
  }
} catch (error) {
  total.failed += 1
  reportFailure(error)
} finally {
  rmSync(reports, { recursive: true })
}

console.log(`\nTook ${seconds(started)}.${total.skipped > 0 ? ` Skipped: ${total.skipped}.` : ''}`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0

/**
 * Runs a command that ends in vitest and adds up its report.
 *
 * @param {string} title
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {boolean} Whether it got as far as running tests.
 */
function runTests(title, command, args, env) {
  const stepStarted = Date.now()
  const report = join(reports, `${title.replace(/\W.*/, '')}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  console.log(`\n== ${title}`)
  const { status } = spawnSync(command, [...args, ...reporters], { cwd: root, env, stdio: 'inherit' })
  const counted = readReport(report)
  total.passed += counted?.numPassedTests ?? 0
  total.skipped += (counted?.numPendingTests ?? 0) + (counted?.numTodoTests ?? 0)
  // A failed check, a file that does not load or a part left running fails without a failed test.
  const failed = counted?.numFailedTests ?? 0
  total.failed += failed === 0 && status !== 0 ? 1 : failed
  console.log(`== ${title}: ${status === 0 ? 'good' : 'FAILED'}, ${seconds(stepStarted)}`)
  return counted !== null
}

/** @param {string} file */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null // the command ended before vitest wrote it
  }
}
