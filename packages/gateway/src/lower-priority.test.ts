import { readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { Worker } from 'node:worker_threads'
import { expect, test, vi } from 'vitest'
import { builtEntry } from './built-entry.ts'

/** How far each thread of this process stands back, from `/proc/self/task` (proc_pid_stat(5), field 19). */
function niceValues(): readonly number[] {
  return readdirSync('/proc/self/task').map((thread) => {
    const fields = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    return Number(fields[16])
  })
}

test.runIf(process.platform === 'linux')(
  'a thread for large documents stands back, and nobody else with it',
  async () => {
    const [before, own] = [niceValues(), getPriority()]
    const worker = new Worker(builtEntry('signature-worker'))
    try {
      await vi.waitFor(() => expect(niceValues().filter((nice) => nice === own + 10)).toHaveLength(1), 30_000)
      expect(getPriority()).toBe(own)
      expect(niceValues().filter((nice) => nice === own).length).toBeGreaterThanOrEqual(before.length)
    } finally {
      await worker.terminate()
    }
  },
)
