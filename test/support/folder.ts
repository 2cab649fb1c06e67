/** Folders of the tests: made and taken away here, so that what a run wrote is searched before it goes. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { searchFolder } from './canary-search.ts'

/** @param name A word that says whose it is. */
export function makeFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `congky-${name}-`))
}

/** Taking it away twice is fine. @throws {Error} It held a secret (see `canary.ts`); it is gone all the same. */
export function removeFolder(folder: string): void {
  if (!existsSync(folder)) return
  try {
    searchFolder(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  }
}
