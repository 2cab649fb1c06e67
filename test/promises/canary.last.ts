/**
 * What the whole run wrote, printed and showed in its processes was searched for secrets as it went (see
 * `test/support/canary-search.ts`); this adds it up. `npm test` runs it after the stories.
 */
import { existsSync, readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Searched } from '../support/canary-search.ts'
import { promise } from '../support/promise.ts'

promise('S17', 'no PIN, password, passphrase or key stands in anything this run wrote, printed or showed', (count) => {
  const file = process.env.CONGKY_SEARCHED ?? ''
  const notes = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
  expect(notes.length, 'run the stories first, with CONGKY_SEARCHED naming one new file for both').toBeGreaterThan(0)
  const searched = notes.map((line) => JSON.parse(line) as Searched)
  const of = (kind: Searched['what']) => searched.filter(({ what }) => what === kind)
  const [folders, processes, outputs] = [of('folder'), of('process'), of('output')]
  const files = folders.reduce((sum, each) => sum + each.files, 0)
  const bytes = searched.reduce((sum, each) => sum + each.bytes, 0)
  const findings = searched.flatMap((each) => each.findings)
  const distinct = new Set(processes.map(({ where }) => where)).size
  count(
    `${folders.length} folders with ${files} files, ${distinct} processes, ${outputs.length} outputs and answers, ` +
      `${Math.round(bytes / 1e6)} MB: ${findings.length} findings`,
  )
  for (const [what, found] of Object.entries({ folders, processes, outputs })) {
    expect(found.length, `no ${what} were searched`).toBeGreaterThan(0)
  }
  expect(files).toBeGreaterThan(0)
  expect(findings).toEqual([])
})
