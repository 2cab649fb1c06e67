/**
 * Tests of what the gateway promises. Each carries the number of its promise in `test/promises/promises.json`,
 * and says what it counted, so that `npm run promises` can show a table of both.
 */
import { test } from 'vitest'
import type promises from '../promises/promises.json'

export type PromiseNumber = keyof typeof promises

declare module 'vitest' {
  interface TaskMeta {
    promise?: PromiseNumber
    /** What was counted, in words. */
    counted?: string
  }
}

/** Says what the test counted or measured, for the table: `41 restarts, 12 re-plugs: 1 wrong C_Login`. */
export type Count = (what: string) => void

/** A test of one promise. Further tests of the same promise carry the same number. */
export function promise(
  number: PromiseNumber,
  name: string,
  run: (count: Count) => Promise<void> | void,
  timeoutMs?: number,
): void {
  test(`${number} · ${name}`, { ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }) }, async ({ task }) => {
    task.meta.promise = number
    await run((what) => {
      task.meta.counted = what
    })
  })
}
