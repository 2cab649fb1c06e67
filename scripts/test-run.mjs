/** One run of tests in several steps: what each step ran, what failed, and which promises were put to the proof. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensure } from './ensure.mjs'
import { npm } from './npm.mjs'
import { reportFailure, seconds } from './progress.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const PROMISES = new URL('../test/promises/promises.json', import.meta.url)

/** Where the stories write down what they searched for secrets, for the last test of the run. */
const SEARCHED_FILE = 'searched.jsonl'

/**
 * @typedef {{ readonly title: string, readonly status: string, readonly failureMessages: readonly string[],
 *   readonly fullName: string, readonly meta?: { readonly promise?: string, readonly counted?: string } }} Test
 * @typedef {Test & { readonly file: string }} TestOfFile
 */

export class TestRun {
  #reports = mkdtempSync(join(tmpdir(), 'congky-test-'))
  #started = Date.now()
  /** @type {NodeJS.ProcessEnv} */
  #env = process.env
  /** @type {TestOfFile[]} */
  #tests = []
  /** What failed without a failed test: a check, a file that does not load, a promise that nothing put to the proof. */
  #brokenSteps = /** @type {string[]} */ ([])

  /**
   * Runs `steps`, prints what came of them, and ends with a line that counts. The exit code is 0 only when
   * something ran and nothing failed.
   *
   * @param {(run: TestRun) => void} steps
   */
  static async whole(steps) {
    const run = new TestRun()
    try {
      const { env, absent } = await ensure('test')
      if (absent.length > 0)
        console.error(`Not to be had here, so the stories that need them will fail: ${absent.join(', ')}`)
      run.#env = { ...env, CONGKY_SEARCHED: join(run.#reports, SEARCHED_FILE) }
      steps(run)
    } catch (error) {
      run.#brokenSteps.push('set-up')
      reportFailure(error)
    } finally {
      rmSync(run.#reports, { recursive: true })
    }
    run.#conclude()
  }

  /**
   * Runs an npm script.
   *
   * @param {string} script
   * @returns {boolean} Whether it succeeded.
   */
  npm(script) {
    const [command, args] = npm(['run', script])
    const { status } = spawnSync(command, args, { cwd: root, env: this.#env, stdio: 'inherit' })
    if (status !== 0) this.#brokenSteps.push(`npm run ${script}`)
    return status === 0
  }

  /**
   * Runs an npm script that ends in vitest.
   *
   * @param {string} title
   * @param {string} script
   * @returns {boolean} Whether it got as far as running tests.
   */
  checkWithTests(title, script) {
    // What follows `--` reaches the last command of the script.
    return this.#step(title, ...npm(['run', script, '--']))
  }

  /**
   * Runs vitest.
   *
   * @param {string} title
   * @param {readonly string[]} args
   */
  vitest(title, ...args) {
    this.#step(title, process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...args])
  }

  /**
   * @param {string} title
   * @param {string} command
   * @param {readonly string[]} args
   * @returns {boolean} Whether tests ran.
   */
  #step(title, command, args) {
    const started = Date.now()
    const report = join(this.#reports, `${title.replace(/\W.*/, '')}.json`)
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    console.log(`\n== ${title}`)
    const { status } = spawnSync(command, [...args, ...reporters], { cwd: root, env: this.#env, stdio: 'inherit' })
    const tests = readReport(report)
    this.#tests.push(...(tests ?? []))
    if (status !== 0 && !tests?.some(hasFailed)) this.#brokenSteps.push(title)
    console.log(`== ${title}: ${status === 0 ? 'good' : 'FAILED'}, ${seconds(started)}`)
    return tests !== null
  }

  #conclude() {
    const failed = this.#tests.filter(hasFailed)
    const passed = this.#tests.filter(({ status }) => status === 'passed')
    const skipped = this.#tests.length - failed.length - passed.length
    if (this.#tests.some(({ meta }) => meta?.promise)) {
      for (const number of printPromises(this.#tests)) this.#brokenSteps.push(`promise ${number}: no test of it ran`)
    }
    for (const { file, fullName, failureMessages } of failed)
      console.log(`FAILED ${file} > ${fullName}: ${failureMessages[0]?.split('\n')[0] ?? ''}`)
    for (const step of this.#brokenSteps) console.log(`FAILED ${step}`)
    console.log(`\nTook ${seconds(this.#started)}.${skipped > 0 ? ` Skipped: ${skipped}.` : ''}`)
    const failures = failed.length + this.#brokenSteps.length
    console.log(`${passed.length} passed, ${failures} failed`)
    process.exitCode = failures > 0 || passed.length === 0 ? 1 : 0
  }
}

/**
 * One line a test of a promise, and a line for every promise that nothing proved in this run.
 *
 * @param {readonly TestOfFile[]} tests
 * @returns {readonly string[]} The numbers of those promises.
 */
function printPromises(tests) {
  /** @type {Record<string, string>} */
  const promises = JSON.parse(readFileSync(PROMISES, 'utf8'))
  const unproven = []
  console.log('\n== Promises')
  for (const [number, text] of Object.entries(promises)) {
    const proofs = tests.filter(({ meta }) => meta?.promise === number)
    console.log(`${number.padEnd(4)} ${text}`)
    for (const { status, title, meta } of proofs) {
      const counted = meta?.counted ? `: ${meta.counted}` : ''
      console.log(`     ${mark(status)} ${title.replace(`${number} · `, '')}${counted}`)
    }
    if (proofs.some(({ status }) => status === 'passed' || status === 'failed')) continue
    console.log('     – no test of it ran')
    unproven.push(number)
  }
  return unproven
}

/** @param {string} status */
function mark(status) {
  return status === 'passed' ? '✓' : status === 'failed' ? '✗' : '–'
}

/** @param {Test} test */
function hasFailed({ status }) {
  return status === 'failed'
}

/**
 * @param {string} file
 * @returns {TestOfFile[] | null} null: the command ended before vitest wrote it.
 */
function readReport(file) {
  try {
    /** @type {{ testResults: { name: string, assertionResults: Test[] }[] }} */
    const { testResults } = JSON.parse(readFileSync(file, 'utf8'))
    return testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map((test) => ({ ...test, file: relative(root, name) })),
    )
  } catch {
    return null
  }
}
