/** What is allowed and still worth a look: choices that weaken something, told to whoever checks the file. */
import type { Bilingual } from '@congky/shared'
import type { GatewayConfig, TableSourceConfig } from '../domain/gateway-config.ts'
import { wantsTimestamp } from '../domain/wants-timestamp.ts'
import { approvalWarnings } from './approval-warnings.ts'
import type { ConfigPath } from './config-problem.ts'
import { isLocalServer } from './loopback.ts'

export interface ConfigWarning {
  readonly path: ConfigPath
  readonly text: Bilingual
}

export function configWarnings(config: GatewayConfig): ConfigWarning[] {
  return [
    ...config.sources.flatMap(sourceWarnings),
    ...certificateWarnings(config),
    ...policyWarnings(config),
    ...consoleWarnings(config),
    ...trustWarnings(config),
    ...timestampWarnings(config),
    ...approvalWarnings(config.approval),
  ]
}

/** Requests of such a profile are held until an authority is named. */
function timestampWarnings({ profiles, timestamps }: GatewayConfig): ConfigWarning[] {
  if (timestamps.length > 0) return []
  return Object.entries(profiles)
    .filter(([, options]) => wantsTimestamp(options))
    .map(([name]) => ({
      path: ['profiles', name],
      text: {
        en: 'wants a timestamp, and no authority is named under timestamps: its requests will be held',
        vi: 'cần dấu thời gian nhưng mục timestamps chưa có máy chủ nào: yêu cầu dùng mẫu này sẽ bị giữ lại',
      },
    }))
}

function sourceWarnings(source: TableSourceConfig, index: number): ConfigWarning[] {
  const warnings: ConfigWarning[] = []
  const warn = (key: string, en: string, vi: string) =>
    warnings.push({ path: ['sources', index, 'connection', key], text: { en, vi } })
  const { connection, columns } = source
  if (connection.legacyTls) {
    warn(
      'legacyTls',
      'TLS 1.0 can be read by an attacker in the network; upgrade the server when you can',
      'TLS 1.0 có thể bị nghe lén trong mạng; hãy nâng cấp máy chủ khi có thể',
    )
  }
  if (source.dialect !== 'sqlite' && connection.tls === 'off' && !isLocalServer(connection.host)) {
    warn(
      'tls',
      'documents cross the network readable; set it to on when the server allows',
      'chứng từ đi qua mạng không mã hóa; hãy đặt on nếu máy chủ cho phép',
    )
  }
  if (columns.claimToken === null || columns.claimedUntil === null) {
    warnings.push({
      path: ['sources', index, 'columns'],
      text: {
        en: 'without claimToken and claimedUntil, only one gateway may work on this table, and rows it had claimed when it crashed wait for its restart',
        vi: 'thiếu claimToken và claimedUntil: chỉ một cổng ký được dùng bảng này, và dòng đang nhận khi sự cố phải chờ cổng ký khởi động lại',
      },
    })
  }
  return warnings
}

/** Windows shows a SHA-1 thumbprint of 40 digits, which as a serial number would match nothing. */
function certificateWarnings(config: GatewayConfig): ConfigWarning[] {
  const references: { path: ConfigPath; reference: string | null }[] = [
    { path: ['defaultCertificate'], reference: config.defaultCertificate },
    ...config.sources.map((source, index) => ({
      path: ['sources', index, 'defaultCertificate'],
      reference: source.defaultCertificate,
    })),
    ...config.enterprises.map((enterprise, index) => ({
      path: ['enterprises', index, 'certificate'],
      reference: enterprise.certificate,
    })),
  ]
  return references
    .filter(({ reference }) => reference?.length === 40)
    .map(({ path }) => ({
      path,
      text: {
        en: 'this is taken as a serial number; if it is the thumbprint that Windows shows (SHA-1), write the serial number instead',
        vi: 'giá trị này được hiểu là số serial; nếu đây là thumbprint do Windows hiển thị (SHA-1), hãy ghi số serial thay thế',
      },
    }))
}

function policyWarnings(config: GatewayConfig): ConfigWarning[] {
  if (config.taxCodePolicy.ownCertificate !== 'allow') return []
  const text = {
    en: "an enterprise's documents may then be signed with a certificate bound to it by mistake",
    vi: 'khi đó chứng từ có thể bị ký bằng chữ ký số gán nhầm của doanh nghiệp khác',
  }
  return [{ path: ['taxCodePolicy', 'ownCertificate'], text }]
}

function consoleWarnings(config: GatewayConfig): ConfigWarning[] {
  if (!config.console.pinEntry) return []
  const text = {
    en: 'PINs then pass through the browsers of admins; those machines must be as safe as this host',
    vi: 'khi đó mã PIN đi qua trình duyệt của quản trị viên; các máy đó phải an toàn như máy chủ này',
  }
  return [{ path: ['console', 'pinEntry'], text }]
}

function trustWarnings({ trust }: GatewayConfig): ConfigWarning[] {
  if (trust.revocation === 'none' || trust.authorities.length > 0) return []
  const text = {
    en: 'without trust.authorities nobody is believed, so nobody is asked',
    vi: 'chưa khai trust.authorities nên không có nơi cấp nào để hỏi',
  }
  return [{ path: ['trust', 'revocation'], text }]
}
