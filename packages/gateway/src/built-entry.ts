import { existsSync } from 'node:fs'

/**
 * Where the built file of a child process or worker thread is. In the bundle it stands beside the running
 * chunk; when the sources run directly (unit tests) it is the package's last build.
 */
export function builtEntry(name: 'token-process' | 'xml-worker'): URL {
  const beside = new URL(`./${name}.js`, import.meta.url)
  return existsSync(beside) ? beside : new URL(`../dist/${name}.js`, import.meta.url)
}
