/**
 * The command line of npm as it was called, where a script of npm called us; else the one on the PATH.
 *
 * @param {readonly string[]} args
 * @returns {[string, string[]]}
 */
export function npm(args) {
  const path = process.env.npm_execpath
  return path?.endsWith('.js') ? [process.execPath, [path, ...args]] : ['npm', [...args]]
}
