import type { GatewayStatus, TokenView } from '@congky/shared'
import { expect, test } from 'vitest'
import { Cli, type CliIo } from './cli.ts'
import { statusScreen } from './status-screen.ts'

const cli = (language: 'vi' | 'en') => {
  const stream = { isTTY: false, write: () => true }
  return new Cli({ stdin: stream, stdout: stream, stderr: stream, env: {} } as unknown as CliIo, language)
}

const inDays = (days: number) => new Date(Date.now() + days * 24 * 3_600_000 + 60_000).toISOString()

const REST_OF_CERTIFICATE = {
  commonName: '',
  issuer: 'CN=CA',
  notBefore: new Date(0).toISOString(),
  keyType: 'rsa',
  keyBits: 2048,
} as const

function token(name: string, state: string, more: Partial<TokenView> = {}): TokenView {
  const certificate = {
    subject: `CN=Công ty ${name}, C=VN`,
    serial: '5402BC',
    thumbprint: 'a',
    taxCode: null,
    notAfter: inDays(400),
    ...REST_OF_CERTIFICATE,
  }
  return {
    ...{ name, state, module: 'm', serial: '1', label: name, errorCode: null, pinFlag: 'ok', queueLength: 0 },
    ...{ model: '', manufacturer: '' },
    signed: { count: 0, ms: 0 },
    certificates: [certificate],
    ...more,
  }
}

function status(more: Partial<GatewayStatus> = {}): GatewayStatus {
  return {
    version: '0.1.0',
    state: 'running',
    startedAt: '2026-11-22T01:02:00.000Z',
    listen: { url: 'https://192.168.1.10:8443', fingerprint: null },
    tokens: [],
    moduleProblems: [],
    sources: [],
    jobs: { received: 3, held: 0, 'awaiting-approval': 0, signed: 1234, rejected: 2, undelivered: 0 },
    held: [],
    approvals: { waiting: 0, oldestAt: null, changes: 0 },
    storeErrorCode: null,
    history: { keyFingerprint: 'f'.repeat(64), damage: null },
    restored: null,
    lastBackupAt: null,
    exchange: null,
    notices: [],
    ...more,
  }
}

const screen = (view: GatewayStatus, language: 'vi' | 'en' = 'vi') => statusScreen(view, cli(language)).join('\n')

test('a gateway where all is well takes one line for each thing', () => {
  const text = screen(
    status({
      tokens: [token('Giám đốc', 'ready')],
      sources: [
        {
          ...{ name: 'ecus', dialect: 'mssql', active: true, state: 'ok', errorCode: null, error: null, next: null },
          noticing: { listening: 'off', pollMs: 1_500, idleSince: null },
        },
      ],
    }),
  )
  expect(text).toContain('● Cổng ký đang chạy')
  expect(text).toContain('https://192.168.1.10:8443')
  expect(text).toContain('  ● Giám đốc  sẵn sàng  1 chữ ký số')
  expect(text).toContain('  ● ecus  hoạt động  SQL Server · kiểm tra dòng mới mỗi 1,5 giây\n')
  expect(text).toContain('1.234 đã ký · 2 bị từ chối · 3 đang ký')
  expect(text).not.toContain('→')
})

test('a token that waits for its PIN comes with the command, its name quoted where it has to be', () => {
  expect(screen(status({ tokens: [token('Giám đốc', 'locked')] }))).toContain('→ congky unlock "Giám đốc"')
  expect(screen(status({ tokens: [token('ke-toan', 'pin-refused')] }))).toContain('→ congky unlock ke-toan')
  const two = screen(status({ tokens: [token('a', 'locked'), token('b', 'locked')] }))
  expect(two).toContain('→ congky unlock   hỏi lần lượt 2 mã PIN')
})

test('certificates near their end, PIN counters and broken libraries are told', () => {
  const ending = {
    ...REST_OF_CERTIFICATE,
    ...{ subject: 'UID=MST:1, CN=Công ty A, C=VN', serial: '1', thumbprint: 'a', taxCode: null },
  }
  const text = screen(
    status({
      tokens: [
        token('a', 'ready', {
          certificates: [
            { ...ending, notAfter: inDays(12) },
            { ...ending, notAfter: inDays(-3) },
          ],
        }),
        token('b', 'absent', { pinFlag: 'final-try' }),
      ],
      moduleProblems: [{ module: 'vnpt', message: 'wrong ELF class' }],
    }),
  )
  expect(text).toMatch(/Còn 12 ngày \(.*\): Công ty A/)
  expect(text).toMatch(/Hết hạn .*: Công ty A/)
  expect(text).toContain('chỉ còn một lần nhập PIN')
  expect(text).toContain('Thư viện vnpt: wrong ELF class')
})

test('what is held says how many, why, and what to do, in the language asked for', () => {
  const held = {
    ...{ errorCode: 'ERR_TOKEN_ABSENT', code: 'ERR_TOKEN_ABSENT', count: 4 },
    ...{ message: 'Not plugged in.', messageVi: 'Chưa được cắm.', next: 'Plug it in', nextVi: 'Cắm token' },
  }
  expect(screen(status({ held: [held] }))).toMatch(
    /Đang chờ người xử lý\n {2}4 chứng từ: Chưa được cắm\.\n {6}→ Cắm token/,
  )
  expect(screen(status({ held: [held] }), 'en')).toContain('4 documents: Not plugged in.')
})

test('a paused gateway, a source in trouble and notices say so', () => {
  const text = screen(
    status({
      state: 'paused',
      sources: [
        {
          ...{
            name: 'ecus',
            dialect: 'oracle',
            active: true,
            state: 'unavailable',
            errorCode: 'ERR_SOURCE_UNAVAILABLE',
          },
          error: { en: 'gone', vi: 'mất mạng' },
          next: null,
          noticing: null,
        },
      ],
      notices: [{ topic: 'restart', en: 'n', vi: 'Khởi động lại cổng ký' }],
    }),
  )
  expect(text).toContain('đang tạm dừng')
  expect(text).toContain('→ Ký tiếp: congky resume')
  expect(text).toContain('      mất mạng\n      → congky source test ecus')
  expect(text).toContain('! Khởi động lại cổng ký')
})

test('names and messages from outside cannot disturb the screen', () => {
  const text = screen(status({ tokens: [token('x\u001b[2Jy\nz', 'ready')] }))
  expect(text).toContain('● x [2Jy z')
})

test('the exchange with customs tells what is held, what came last, and what is in the way', () => {
  const problem = {
    code: 'ERR_FILE_UNUSABLE',
    message: 'no file',
    messageVi: 'Không đọc được tệp a.pem',
    nextVi: 'Chép lại tệp',
  }
  const receive = {
    ...{ path: '/WEBSV_TN_CANG.asmx', received: 3, answered: 2, refused: 0, unanswered: 1, lastAnsweredAt: null },
    ...{ lastReceivedAt: '2026-11-23T01:00:00.000Z', lastProblem: { ...problem, at: '2026-11-23T01:00:00.000Z' } },
  }
  const text = screen(
    status({ exchange: { receive, send: { signing: 0, waiting: 1, unknown: 0, held: 2, problem: null } } }),
  )
  expect(text).toMatch(/Hải quan gửi đến .*3 thông điệp từ lúc khởi động, gần nhất/)
  expect(text).toContain('      Không đọc được tệp a.pem\n      → Chép lại tệp')
  expect(text).toContain('Gửi hải quan: 1 chờ gửi · 2 cần người xử lý\n      → Xem lý do: congky exchange list')
  expect(screen(status({}))).not.toContain('Hải quan')
})
