/** What needs two keys to judge in `notifications` and `proxy`. */
import type { Bilingual } from '@congky/shared'
import type { ConfigPath } from './config-problem.ts'
import type { Finding } from './describe-issue.ts'
import { isLoopback } from './loopback.ts'
import { isPrivateAddress } from './private-address.ts'
import { branch, rows, type Tree, word } from './tree.ts'

export function outgoingFindings(tree: Tree): Finding[] {
  const notifications = branch(tree.notifications)
  return [
    ...webhookFindings(rows(notifications.webhooks)),
    ...emailFindings(branch(notifications.email)),
    ...proxyFindings(branch(tree.proxy)),
  ]
}

function webhookFindings(webhooks: readonly Tree[]): Finding[] {
  return webhooks.flatMap((webhook, index): Finding[] => {
    const at = ['notifications', 'webhooks', index]
    const url = word(webhook.url)
    if (url === null || !URL.canParse(url)) return []
    return urlFindings(new URL(url), word(webhook.allowLan) === 'true', at)
  })
}

function urlFindings(url: URL, allowsLan: boolean, at: ConfigPath): Finding[] {
  const found: Finding[] = []
  if (url.username !== '' || url.password !== '') {
    const text = {
      en: 'a user or password has no place in an address, which others can read',
      vi: 'không ghi tên đăng nhập hay mật khẩu trong địa chỉ, vì người khác đọc được',
    }
    found.push(finding([...at, 'url'], text))
  }
  if (url.protocol !== 'http:' || isLoopback(url.hostname)) return found
  if (allowsLan && isPrivateAddress(url.hostname)) return found
  const text = {
    en: 'http is for this machine itself, or with allowLan: true for a private address such as 192.168.1.10; else https',
    vi: 'http chỉ dùng cho chính máy này, hoặc với allowLan: true cho địa chỉ nội bộ như 192.168.1.10; còn lại phải là https',
  }
  return [...found, finding([...at, 'url'], text)]
}

function emailFindings(email: Tree): Finding[] {
  const at = ['notifications', 'email']
  const host = word(email.host)
  const found: Finding[] = []
  if (word(email.security) === 'none' && host !== null && !isLoopback(host)) {
    const text = {
      en: `none is allowed only when host is this machine itself (127.0.0.1), and it is ${host}`,
      vi: `chỉ được ghi none khi host là chính máy này (127.0.0.1), còn ở đây là ${host}`,
    }
    found.push(finding([...at, 'security'], text))
  }
  if (word(email.passwordSecret) !== null && word(email.user) === null) {
    const text = { en: 'is missing: there is a passwordSecret', vi: 'còn thiếu, vì đã ghi passwordSecret' }
    found.push(finding([...at, 'user'], text))
  }
  return found
}

function proxyFindings(proxy: Tree): Finding[] {
  const found: Finding[] = []
  if (word(proxy.mode) === 'manual') {
    for (const key of ['host', 'port']) {
      if (word(proxy[key]) !== null) continue
      const text = { en: 'is missing: proxy.mode is manual', vi: 'còn thiếu, vì proxy.mode là manual' }
      found.push(finding(['proxy', key], text))
    }
  }
  if (word(proxy.passwordSecret) !== null && word(proxy.user) === null) {
    const text = { en: 'is missing: there is a passwordSecret', vi: 'còn thiếu, vì đã ghi passwordSecret' }
    found.push(finding(['proxy', 'user'], text))
  }
  return found
}

const finding = (path: ConfigPath, text: Bilingual): Finding => ({ path, at: 'value', text })
