import { basename } from 'node:path'

/** A name for a PKCS#11 library that no other module has: `/usr/lib/libcastle.so.1.0.0` is `libcastle`. */
export function moduleName(path: string, taken: readonly string[]): string {
  const file = basename(path.replaceAll('\\', '/'))
  const base = file
    .replace(/\.(dll|dylib|so)\b.*$/i, '')
    .replace(/[^A-Za-z0-9._-]/g, '-')
    .slice(0, 56)
  let name = base
  for (let count = 2; taken.includes(name); count++) name = `${base}-${count}`
  return name
}
