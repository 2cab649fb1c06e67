/**
 * What needs more than one key to judge. These checks read the tree as written, not the parsed result, so
 * that they report together with the schema's findings: whoever edits the file sees every problem at once.
 */
import { EXCHANGE_SOURCE } from '../domain/exchange-config.ts'
import { HOST_SOURCE } from '../domain/request.ts'
import { approvalFindings } from './approval-checks.ts'
import type { ConfigPath } from './config-problem.ts'
import { connectionFindings } from './connection-checks.ts'
import { consoleFindings } from './console-checks.ts'
import type { Finding } from './describe-issue.ts'
import { didYouMean } from './did-you-mean.ts'
import { isLoopback } from './loopback.ts'
import { outgoingFindings } from './outgoing-checks.ts'
import { branch, rows, type Tree, word } from './tree.ts'
import { uniqueFindings } from './unique-checks.ts'

/** Profiles that every gateway has; `signature/` owns what they mean. */
export const BUILT_IN_PROFILES = [
  'xmldsig-enveloped',
  'customs-1543',
  'customs-kdt',
  'einvoice-tt78',
  'tax-ihtkk',
  'social-insurance',
  'invoice-tt32',
  'vnaccs-smime',
  'vnaccs-smime-sha256',
  'cms-detached',
  'edifact-secured',
  'edifact-autack',
  'xades-bes',
  'xades-t',
] as const

/** Requests that come from no table carry these as their source, so no table may be called so. */
const RESERVED_SOURCES = ['http', 'websocket', HOST_SOURCE, EXCHANGE_SOURCE]

function knownSources(tree: Tree): readonly string[] {
  return [...rows(tree.sources).flatMap((source) => word(source.name) ?? []), ...RESERVED_SOURCES]
}

function knownProfiles(tree: Tree): readonly string[] {
  return [...BUILT_IN_PROFILES, ...Object.keys(branch(tree.profiles))]
}

/** @param lineOf The line of what stands at a path, to point at the first of two equal names. */
export function crossChecks(tree: Tree, lineOf: (path: ConfigPath) => number): Finding[] {
  return [
    ...listenFindings(tree),
    ...tlsFindings(tree),
    ...consoleFindings(tree),
    ...uniqueFindings(tree, lineOf),
    ...reservedFindings(tree),
    ...enterpriseFindings(tree),
    ...profileFindings(tree),
    ...outgoingFindings(tree),
    ...connectionFindings(branch(branch(tree.exchange).database), ['exchange', 'database']),
    ...answererFindings(branch(tree.exchange)),
    ...approvalFindings(tree, { sources: knownSources(tree), profiles: knownProfiles(tree) }),
    ...rows(tree.sources).flatMap((source, index) => [
      ...connectionFindings(source, ['sources', index]),
      ...stateFindings(source, ['sources', index]),
    ]),
  ]
}

/** An answer is believed by its signature only, so somebody has to say whose. */
function answererFindings(exchange: Tree): Finding[] {
  const send = branch(exchange.send)
  const says = (keys: Tree) =>
    [keys.certificates, keys.authorities].some((list) => Array.isArray(list) && list.length > 0)
  if (word(send.url) === null || says(send) || says(branch(exchange.receive))) return []
  const text = {
    en: 'is missing: without it no answer of customs could be believed',
    vi: 'còn thiếu: không có thì không tin được phản hồi nào của hải quan',
  }
  return [{ path: ['exchange', 'send', 'certificates'], at: 'value', text }]
}

function listenFindings(tree: Tree): Finding[] {
  const host = word(branch(tree.listen).host) ?? '127.0.0.1'
  if (word(branch(tree.tls).mode) !== 'off' || isLoopback(host)) return []
  return [
    {
      path: ['tls', 'mode'],
      at: 'value',
      text: {
        en: `off is allowed only when listen.host is this machine itself (127.0.0.1), and it is ${host}`,
        vi: `chỉ được tắt khi listen.host là chính máy này (127.0.0.1), còn ở đây là ${host}`,
      },
    },
  ]
}

function tlsFindings(tree: Tree): Finding[] {
  const tls = branch(tree.tls)
  const mode = word(tls.mode) ?? 'auto'
  return ['certFile', 'keyFile'].flatMap((key): Finding[] => {
    const isWritten = word(tls[key]) !== null
    if (mode === 'files' && !isWritten) {
      const text = { en: 'is missing: tls.mode is files', vi: 'còn thiếu, vì tls.mode là files' }
      return [{ path: ['tls', key], at: 'value', text }]
    }
    if (mode !== 'files' && isWritten) {
      const text = { en: 'only goes with tls.mode: files', vi: 'chỉ dùng cùng tls.mode: files' }
      return [{ path: ['tls', key], at: 'key', text }]
    }
    return []
  })
}

function reservedFindings(tree: Tree): Finding[] {
  return rows(tree.sources).flatMap((source, index): Finding[] => {
    const name = word(source.name)
    if (name === null || !RESERVED_SOURCES.includes(name)) return []
    const text = {
      en: `the name ${name} is reserved for what comes from no database`,
      vi: `tên ${name} dành riêng cho yêu cầu không đến từ cơ sở dữ liệu`,
    }
    return [{ path: ['sources', index, 'name'], at: 'value', text }]
  })
}

function enterpriseFindings(tree: Tree): Finding[] {
  const known = rows(tree.sources).flatMap((source) => word(source.name) ?? [])
  return rows(tree.enterprises).flatMap((enterprise, index): Finding[] => {
    const source = word(enterprise.source)
    if (source === null || known.includes(source)) return []
    const near = didYouMean(source, known)
    const text = {
      en: near === null ? `there is no source ${source}` : `there is no source ${source}; did you mean ${near}?`,
      vi: near === null ? `không có nguồn ${source}` : `không có nguồn ${source}; có phải là ${near}?`,
    }
    return [{ path: ['enterprises', index, 'source'], at: 'value', text }]
  })
}

function profileFindings(tree: Tree): Finding[] {
  const configured = Object.keys(branch(tree.profiles))
  const known = knownProfiles(tree)
  const shadowing = configured
    .filter((profile) => (BUILT_IN_PROFILES as readonly string[]).includes(profile))
    .map((profile): Finding => {
      const text = {
        en: 'this profile is built in; give yours another name',
        vi: 'mẫu ký này có sẵn; hãy đặt tên khác cho mẫu của bạn',
      }
      return { path: ['profiles', profile], at: 'key', text }
    })
  const used: { path: ConfigPath; profile: string | null }[] = [
    { path: ['defaultProfile'], profile: word(tree.defaultProfile) },
    { path: ['exchange', 'profile'], profile: word(branch(tree.exchange).profile) },
    ...rows(tree.sources).map((source, index) => ({
      path: ['sources', index, 'defaultProfile'],
      profile: word(source.defaultProfile),
    })),
  ]
  const unknown = used.flatMap(({ path, profile }): Finding[] => {
    if (profile === null || known.includes(profile)) return []
    const list = known.join(', ')
    const text = {
      en: `there is no profile ${profile}; known are: ${list}`,
      vi: `không có mẫu ký ${profile}; các mẫu: ${list}`,
    }
    return [{ path, at: 'value', text }]
  })
  return [...shadowing, ...unknown]
}

/** A row's state must say one thing, also for the states that were left at their defaults. */
function stateFindings(source: Tree, at: ConfigPath): Finding[] {
  const written = branch(source.states)
  const defaults: Tree = { pending: 0, claimed: 1, signed: 2, rejected: 3 }
  const named = Object.fromEntries(Object.entries(written).filter(([, code]) => code !== undefined && code !== ''))
  const codes = Object.values({ ...defaults, ...named }).map(String)
  if (new Set(codes).size === codes.length) return []
  const text = {
    en: `the states need different codes, and their codes are ${codes.join(', ')}`,
    vi: `mỗi trạng thái cần một mã riêng, hiện là ${codes.join(', ')}`,
  }
  return [{ path: [...at, 'states'], at: 'key', text }]
}
