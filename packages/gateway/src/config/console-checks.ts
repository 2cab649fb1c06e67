/** What needs two keys to judge in `console`. */
import type { Bilingual } from '@congky/shared'
import type { Finding } from './describe-issue.ts'
import { branch, type Tree, word } from './tree.ts'

export function consoleFindings(tree: Tree): Finding[] {
  const console = branch(tree.console)
  const hasProxies = Array.isArray(console.proxies) && console.proxies.length > 0
  if (hasProxies && word(console.publicUrl) === null) return [finding('publicUrl', PUBLIC_URL_MISSING)]
  if (!hasProxies && Object.keys(branch(console.overProxy)).length > 0) return [finding('overProxy', NO_PROXIES)]
  return []
}

/** It is by this name that a call through a proxy is known to be meant for us, and by its origin that a page is ours. */
const PUBLIC_URL_MISSING: Bilingual = {
  en: 'is missing: there are console.proxies',
  vi: 'còn thiếu, vì đã ghi console.proxies',
}
const NO_PROXIES: Bilingual = {
  en: 'only goes with console.proxies: nobody comes through a proxy',
  vi: 'chỉ dùng cùng console.proxies: chưa có ai đi qua máy chủ trung gian',
}

const finding = (key: string, text: Bilingual): Finding => ({ path: ['console', key], at: 'key', text })
