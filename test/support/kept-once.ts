/**
 * What takes a while to make, is only read, and is the same for all: made by the first that needs it in a run of stories,
 * and found by the others, which run in processes of their own, in the folder that CONGKY_KEPT names. Where there is no
 * such folder, everybody makes their own.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventually } from './gateway.ts'

/**
 * @param own A folder for the files of it, where nothing is kept.
 * @param make Puts files into a folder, and tells of them what can be written as JSON.
 */
export async function keptOnce<T>(name: string, own: string, make: (folder: string) => Promise<T>): Promise<T> {
  const kept = process.env.CONGKY_KEPT
  if (kept === undefined) return make(own)
  const [folder, told] = [join(kept, name), join(kept, `${name}.json`)]
  if (isFirst(folder)) await keep(folder, told, make)
  await eventually(() => existsSync(told))
  return JSON.parse(readFileSync(told, 'utf8')) as T
}

/** Of all processes one makes the folder. */
function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch {
    return false
  }
}

async function keep(folder: string, told: string, make: (folder: string) => Promise<unknown>): Promise<void> {
  try {
    writeFileSync(`${told}.new`, JSON.stringify(await make(folder)))
    renameSync(`${told}.new`, told)
  } catch (error) {
    // The next one tries, too.
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}
