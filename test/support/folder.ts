/** Folders of the tests: made and taken away here, so that what a run wrote can be searched before it goes. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** @param name A word that says whose it is. */
export function makeFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `congky-${name}-`))
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}
