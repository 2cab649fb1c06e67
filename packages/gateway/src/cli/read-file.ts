import { readFileSync } from 'node:fs'
import { fileError } from './file-error.ts'

/** A file that was named on the command line. @throws {CongkyError} ERR_FILE_UNUSABLE */
export function readFile(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw fileError(file, cause)
  }
}
