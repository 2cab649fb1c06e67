/** The secret in what a person typed: the code for `congky-client`, a link, or the secret itself. */
export function secretIn(text: string): string {
  const compact = text.replace(/\s/g, '')
  const link = /#pair=([\w-]+)/.exec(compact)
  if (link?.[1]) return link[1]
  const code = /congky1-([\w-]+)/.exec(compact)
  if (!code?.[1]) return compact
  try {
    const { s } = JSON.parse(atob(code[1].replace(/-/g, '+').replace(/_/g, '/'))) as { s?: unknown }
    return typeof s === 'string' ? s : compact
  } catch {
    return compact
  }
}
