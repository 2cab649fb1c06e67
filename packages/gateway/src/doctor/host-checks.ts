/** The machine itself: Node.js, disk, port, how the gateway is started, what stands between it and its tokens. */
import { type Finding, fail, good, same, warn } from './finding.ts'

/** Of package.json, `engines`. */
const NODE_MIN = [20, 19] as const
const DISK_FAIL_BYTES = 100_000_000
const DISK_WARN_BYTES = 1_000_000_000

/** @param version Such as `v20.20.1`. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  const isFit = major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])
  if (isFit) return good('node', same(`Node.js ${version}`))
  return fail(
    'node',
    { en: `Node.js ${version} is too old`, vi: `Node.js ${version} quá cũ` },
    {
      why: { en: `congky needs ${NODE_MIN.join('.')} or later.`, vi: `Cổng ký cần ${NODE_MIN.join('.')} trở lên.` },
      next: { en: 'Install a current Node.js.', vi: 'Cài Node.js bản hiện hành.' },
    },
  )
}

export function checkDisk(folder: string, freeBytes: number): Finding {
  const free = freeBytes >= 10_000_000_000 ? `${Math.floor(freeBytes / 1e9)} GB` : `${Math.floor(freeBytes / 1e6)} MB`
  const what = { en: `${free} free on the disk of ${folder}`, vi: `Ổ đĩa của ${folder} còn trống ${free}` }
  if (freeBytes >= DISK_WARN_BYTES) return good('disk-space', what)
  return (freeBytes < DISK_FAIL_BYTES ? fail : warn)('disk-space', what, {
    why: {
      en: 'On a full disk nothing is accepted or signed, because it could not be recorded.',
      vi: 'Ổ đĩa đầy thì cổng ký không nhận, không ký, vì không lưu được lịch sử.',
    },
    next: { en: 'Free some space, or move stateDir.', vi: 'Giải phóng dung lượng, hoặc chuyển stateDir.' },
  })
}

/**
 * @param sessionName `SESSIONNAME` of Windows: `Console`, or `RDP-Tcp#0` and the like in a Remote Desktop session.
 */
export function checkRemoteDesktop(platform: NodeJS.Platform, sessionName: string | undefined): readonly Finding[] {
  if (platform !== 'win32' || !/^(RDP|ICA)-/i.test(sessionName ?? '')) return []
  return [
    warn(
      'remote-desktop',
      {
        en: `This is a Remote Desktop session (${sessionName})`,
        vi: `Đây là phiên Remote Desktop (${sessionName})`,
      },
      {
        why: {
          en: "Windows hides the host's smart cards and tokens from such a session.",
          vi: 'Windows che thẻ và token của máy chủ khỏi phiên này.',
        },
        next: {
          en: 'Install congky as a service (service/windows), or work at the console of the host.',
          vi: 'Cài cổng ký làm dịch vụ (service/windows), hoặc làm việc ngay tại máy.',
        },
      },
    ),
  ]
}

/** @param hasSocket Whether /run/pcscd/pcscd.comm is there. */
export function checkSmartCardService(
  platform: NodeJS.Platform,
  hasSocket: boolean,
  tokens: number,
): readonly Finding[] {
  if (platform !== 'linux' || hasSocket || tokens > 0) return []
  return [
    warn(
      'pcscd',
      { en: 'pcscd, the smart-card service, does not run', vi: 'Dịch vụ thẻ thông minh pcscd không chạy' },
      {
        why: {
          en: 'Most USB tokens are reached through it; without it they stay unseen.',
          vi: 'Phần lớn USB token được truy cập qua dịch vụ này; thiếu nó thì không thấy token.',
        },
        next: same('apt install pcscd && systemctl enable --now pcscd.socket'),
      },
    ),
  ]
}

export interface PortFacts {
  readonly host: string
  readonly port: number
  /** Of the system: EADDRINUSE, EACCES, EADDRNOTAVAIL; null when the port is free. */
  readonly problem: string | null
  /** Who holds it, where that can be found out: `nginx (pid 812)`. */
  readonly holder: string | null
}

export function checkPort({ host, port, problem, holder }: PortFacts): Finding {
  const address = `${host}:${port}`
  if (problem === null) return good('port', { en: `${address} is free`, vi: `${address} còn trống` })
  const why = { en: 'The gateway cannot start.', vi: 'Cổng ký không khởi động được.' }
  if (problem === 'EADDRNOTAVAIL') {
    const what = { en: `${host} is no address of this host`, vi: `${host} không phải địa chỉ của máy này` }
    return fail('port', what, { why, next: CHANGE_LISTEN })
  }
  if (problem === 'EACCES') {
    const what = { en: `This user may not listen on ${address}`, vi: `Người dùng này không được mở ${address}` }
    return fail('port', what, { why, next: CHANGE_LISTEN })
  }
  const by = holder ?? '?'
  const what = { en: `${address} is taken by ${by}`, vi: `${address} đang bị ${by} sử dụng` }
  return fail('port', what, { why, next: CHANGE_LISTEN })
}

const CHANGE_LISTEN = {
  en: 'Stop the other program, or choose another listen.host and listen.port in congky.yaml.',
  vi: 'Dừng chương trình kia, hoặc chọn listen.host và listen.port khác trong congky.yaml.',
}

export interface ServiceFacts {
  readonly platform: NodeJS.Platform
  /** Whether a service manager runs on this host at all. */
  readonly hasServiceManager: boolean
  /** Whether our service is installed. */
  readonly isInstalled: boolean
}

/** A gateway that somebody started in a terminal is gone with the terminal. */
export function checkService({ platform, hasServiceManager, isInstalled }: ServiceFacts): readonly Finding[] {
  if (!hasServiceManager) return []
  if (isInstalled) return [good('service', { en: 'The service is installed', vi: 'Đã cài dịch vụ' })]
  const folder = platform === 'win32' ? 'service/windows' : 'service/'
  return [
    warn(
      'service',
      { en: 'congky is not installed as a service', vi: 'Cổng ký chưa được cài làm dịch vụ' },
      {
        why: {
          en: 'It does not start with the host, and nobody starts it again after a failure.',
          vi: 'Cổng ký không tự chạy cùng máy và không tự chạy lại khi có sự cố.',
        },
        next: { en: `Install it: see ${folder}`, vi: `Cài dịch vụ: xem ${folder}` },
      },
    ),
  ]
}
