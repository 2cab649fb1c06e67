/** Where built files are: in the bundle beside the running chunk, in unit tests in the package's last build. */
import { existsSync } from 'node:fs'

export type BuiltEntry =
  | 'token-process'
  | 'signature-worker'
  | 'config-worker'
  | 'list-worker'
  | 'backup-process'
  | 'search-worker'
  | 'records-task'
  | 'exchange-worker'
  | 'checkpoint-worker'

/**
 * Where the built file of a child process or worker thread is. In the bundle it stands beside the running
 * chunk; when the sources run directly (unit tests) it is the package's last build.
 */
export function builtEntry(name: BuiltEntry): URL {
  const beside = new URL(`./${name}.js`, import.meta.url)
  return existsSync(beside) ? beside : new URL(`../dist/${name}.js`, import.meta.url)
}

/** Folder of the console's built pages, with a slash at its end. */
export function builtPages(): URL {
  const beside = new URL('./console/', import.meta.url)
  return existsSync(beside) ? beside : new URL('../dist/console/', import.meta.url)
}
