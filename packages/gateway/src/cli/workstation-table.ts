import type { WorkstationView } from '@congky/shared'
import type { Cli } from './cli.ts'

type Style = 'dim' | 'green' | 'yellow'

export function workstationTable(views: readonly WorkstationView[], cli: Cli): string[] {
  const { say } = cli
  if (views.length === 0) {
    return [
      say('Chưa có máy trạm nào.', 'There are no workstations.'),
      cli.next(say('congky workstation add <tên> --all', 'congky workstation add <name> --all')),
    ]
  }
  return cli.table<WorkstationView>(
    [
      { title: say('MÁY TRẠM', 'WORKSTATION'), value: (view) => view.name },
      {
        title: say('TÌNH TRẠNG', 'STATE'),
        value: (view) => stateOf(view, cli)[0],
        paint: (text, view, paint) => paint[stateOf(view, cli)[1]](text),
      },
      {
        title: say('DOANH NGHIỆP', 'ENTERPRISES'),
        value: (view) => (view.enterprises === 'all' ? say('tất cả', 'all') : view.enterprises.join(', ')),
        shrinks: true,
      },
      { title: say('LẦN CUỐI', 'LAST SEEN'), value: (view) => cli.time(view.lastSeenAt) },
      { title: say('KHÓA ĐẾN', 'KEY UNTIL'), value: (view) => keyUntil(view, cli) },
    ],
    views,
  )
}

function stateOf(view: WorkstationView, cli: Cli): readonly [text: string, style: Style] {
  const { say } = cli
  const isCodeOver = view.expiresAt !== null && Date.parse(view.expiresAt) < Date.now()
  if (view.revokedAt !== null) return [say('đã thu hồi', 'revoked'), 'dim']
  if (view.pairedAt === null) {
    return [isCodeOver ? say('mã hết hạn', 'code expired') : say('chờ ghép nối', 'waits for pairing'), 'yellow']
  }
  if (view.expiresAt !== null && !isCodeOver) {
    return [say('chờ ghép nối lại', 'waits for pairing again'), 'yellow']
  }
  if (view.keys.length === 0) return [say('khóa hết hạn', 'key expired'), 'yellow']
  const old = view.keys.find(({ retiresAt }) => retiresAt !== null)
  if (old)
    return [
      say(`đang đổi khóa, khóa cũ đến ${cli.time(old.retiresAt)}`, `old key until ${cli.time(old.retiresAt)}`),
      'green',
    ]
  return [say('đã ghép nối', 'paired'), 'green']
}

function keyUntil({ keys }: WorkstationView, cli: Cli): string {
  const [newest] = keys
  if (!newest) return '–'
  const end = newest.retiresAt ?? newest.expiresAt
  return end === null ? cli.say('mãi mãi', 'for ever') : cli.date(end)
}
