/** One run of stories: a folder for what they keep for each other; see kept-once.ts. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

let kept: string | undefined

export function setup(): void {
  kept = mkdtempSync(join(tmpdir(), 'congky-kept-'))
  process.env.CONGKY_KEPT = kept
}

export function teardown(): void {
  if (kept !== undefined) rmSync(kept, { recursive: true, force: true })
}
