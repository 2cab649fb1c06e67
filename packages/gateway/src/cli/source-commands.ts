import { CongkyError, type GatewayStatus, type SourceView } from '@congky/shared'
import type { Command } from 'commander'
import { setSourceActive } from '../config/config-edits.ts'
import { editConfig } from '../config/edit.ts'
import type { TableSourceConfig } from '../domain/gateway-config.ts'
import type { SourceCounts, SourceTest, SourceTestStep, SourceTestStepName } from '../sources/table/test-source.ts'
import type { Cli } from './cli.ts'
import { addExample, addGroup } from './command-help.ts'
import { DaemonClient } from './daemon-client.ts'
import { dialectName } from './dialect-name.ts'
import { printable } from './output/display-width.ts'

export function addSourceCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const group = addGroup(
    program,
    'source',
    'Cơ sở dữ liệu có chứng từ chờ ký.',
    'Databases with documents to sign.',
    cli,
  )
  const name = say('tên nguồn', 'name of the source')

  const list = group
    .command('list')
    .description(say('Các nguồn và tình trạng của chúng.', 'The sources and how they are.'))
    .action(() => listSources(cli))
  addExample(list, cli, 'source list')

  const test = group
    .command('test')
    .description(
      say(
        'Thử kết nối và kiểm tra bảng; không sửa dữ liệu.',
        'Tries the connection and checks the table; changes nothing.',
      ),
    )
    .argument('<name>', name)
    .action((source: string) => testOne(cli, source))
  addExample(test, cli, 'source test ecus-hai-phong')

  const init = group
    .command('init-table')
    .description(say('Tạo bảng chờ ký trong cơ sở dữ liệu.', 'Makes the table of requests in the database.'))
    .argument('<name>', name)
    .action((source: string) => initOne(cli, source))
  addExample(init, cli, 'source init-table khai-bao')

  const activate = group
    .command('activate')
    .description(say('Lấy chứng từ từ nguồn này.', 'Takes documents from this source.'))
    .argument('<name>', name)
    .action((source: string) => setActive(cli, source, true))
  addExample(activate, cli, 'source activate ecus-hai-phong')

  const deactivate = group
    .command('deactivate')
    .description(say('Tạm thôi lấy chứng từ từ nguồn này.', 'Takes no documents from this source for now.'))
    .argument('<name>', name)
    .action((source: string) => setActive(cli, source, false))
  addExample(deactivate, cli, 'source deactivate ecus-hai-phong')
}

/** The configuration's sources; how they are, where the daemon runs. */
async function listSources(cli: Cli): Promise<void> {
  const { say } = cli
  const { config } = cli.loadConfig()
  const states = await sourceStates(config.stateDir)
  const rows = config.sources.map(({ name, dialect, active, connection }) => {
    const view = states?.find((source) => source.name === name)
    const address = dialect === 'sqlite' ? (connection.file ?? '') : `${connection.host}/${connection.database}`
    return { name, dialect, active, address, state: view?.state ?? null, error: view?.error ?? null }
  })
  type Row = (typeof rows)[number]
  const word = ({ active, state }: Row) => {
    if (!active) return say('đã tắt', 'switched off')
    if (state === null) return say('chưa rõ', 'not known')
    if (state === 'ok') return say('hoạt động', 'working')
    if (state === 'paused') return say('tạm dừng', 'paused')
    return state === 'starting' ? say('đang kết nối', 'connecting') : say('mất kết nối', 'not reachable')
  }
  cli.result(rows, () => {
    if (rows.length === 0) return [say('Chưa có nguồn nào trong cấu hình.', 'No source is configured.')]
    return [
      ...cli.table<Row>(
        [
          { title: say('NGUỒN', 'SOURCE'), value: (row) => row.name },
          { title: say('LOẠI', 'KIND'), value: (row) => dialectName(row.dialect) },
          { title: say('NƠI', 'WHERE'), value: (row) => row.address, shrinks: true },
          {
            title: say('TÌNH TRẠNG', 'STATE'),
            value: word,
            paint: (text, row, paint) =>
              row.state === 'ok' ? paint.green(text) : row.error ? paint.red(text) : paint.yellow(text),
          },
          { title: say('GHI CHÚ', 'REMARK'), value: (row) => row.error?.[cli.language] ?? '', shrinks: true },
        ],
        rows,
      ),
      ...(states === null
        ? [
            '',
            cli.paint.dim(
              say(
                'Cổng ký chưa chạy nên chưa rõ tình trạng.',
                'The gateway is not running, so their states are not known.',
              ),
            ),
          ]
        : []),
    ]
  })
}

/** null while the daemon does not run: the list is useful without it. */
async function sourceStates(stateDir: string): Promise<readonly SourceView[] | null> {
  try {
    return (await new DaemonClient(stateDir).call<GatewayStatus>('GET', '/status')).sources
  } catch (error) {
    if (error instanceof CongkyError && error.code === 'ERR_GATEWAY_NOT_RUNNING') return null
    throw error
  }
}

/** @throws {CongkyError} ERR_SOURCE_UNKNOWN, ERR_SECRET_MISSING */
function sourceWithPassword(cli: Cli, name: string): { source: TableSourceConfig; password: string | null } {
  const { config } = cli.loadConfig()
  const source = config.sources.find((candidate) => candidate.name === name)
  if (source === undefined) throw new CongkyError('ERR_SOURCE_UNKNOWN', { source: name })
  const { passwordSecret } = source.connection
  return { source, password: passwordSecret === null ? null : cli.openSecrets(config.stateDir).get(passwordSecret) }
}

const STEP_WORDS: Readonly<Record<SourceTestStepName, { vi: string; en: string }>> = {
  connect: { vi: 'Kết nối', en: 'Connection' },
  table: { vi: 'Bảng', en: 'Table' },
  encoding: { vi: 'Bảng mã', en: 'Encoding' },
  columns: { vi: 'Các cột', en: 'Columns' },
  'claim-columns': { vi: 'Cột nhận việc', en: 'Claim columns' },
  rights: { vi: 'Quyền đọc ghi', en: 'Rights' },
  'new-rows': { vi: 'Nhận dòng mới', en: 'New rows' },
}

async function testOne(cli: Cli, name: string): Promise<void> {
  const { say } = cli
  const { source, password } = sourceWithPassword(cli, name)
  const { testSource } = await import('../sources/table/test-source.ts')
  const { ThreadedSignatureEngine } = await import('../signature/signature-engine.ts')
  const { profiles, defaultProfile } = cli.loadConfig().config
  const engine = new ThreadedSignatureEngine({ profiles })
  const test = await testSource(source, password, (profile) => engine.resultFormat(profile ?? defaultProfile))
  if (!test.ok) cli.markFailed()
  const stepLine = ({ step, ok, detail }: SourceTestStep) => {
    const line = `${say(STEP_WORDS[step].vi, STEP_WORDS[step].en)}: ${printable(detail[cli.language])}`
    return ok ? cli.ok(line) : cli.bad(line)
  }
  cli.result({ source: name, ...test }, () => [
    ...test.steps.map(stepLine),
    ...(test.counts === null ? [] : [countsLine(test.counts, cli)]),
    ...(mayNeedTable(test, source)
      ? [
          cli.next(
            say(`Tạo bảng: congky source init-table ${name}`, `Make the table: congky source init-table ${name}`),
          ),
        ]
      : []),
  ])
}

/** A table that is missing, or the SQLite file around it: both can be made. */
function mayNeedTable({ steps }: SourceTest, { dialect }: TableSourceConfig): boolean {
  const failed = steps.find(({ ok }) => !ok)?.step
  return failed === 'table' || (failed === 'connect' && dialect === 'sqlite')
}

function countsLine(counts: SourceCounts, { say, number }: Cli): string {
  const { pending, claimed, awaitingApproval: waiting, signed, rejected } = counts
  return say(
    `  ${number(pending)} dòng chờ ký · ${number(claimed)} đang ký · ${number(waiting)} chờ duyệt · ${number(signed)} đã ký · ${number(rejected)} bị từ chối`,
    `  ${number(pending)} rows pending · ${number(claimed)} claimed · ${number(waiting)} waiting for approval · ${number(signed)} signed · ${number(rejected)} rejected`,
  )
}

async function initOne(cli: Cli, name: string): Promise<void> {
  const { say } = cli
  const { source, password } = sourceWithPassword(cli, name)
  const { initTable } = await import('../sources/table/test-source.ts')
  const { created } = await initTable(source, password)
  const table = source.table.join('.')
  cli.result({ source: name, table, created }, () => [
    created
      ? cli.ok(say(`Đã tạo bảng ${table} cho nguồn ${name}`, `Made the table ${table} for the source ${name}`))
      : cli.ok(
          say(`Bảng ${table} đã có sẵn, không thay đổi gì`, `The table ${table} is there already; nothing was changed`),
        ),
    cli.next(say(`Kiểm tra: congky source test ${name}`, `Check it: congky source test ${name}`)),
  ])
}

function setActive(cli: Cli, name: string, isActive: boolean): void {
  const { say } = cli
  editConfig(cli.configFile, (document) => setSourceActive(document, name, isActive))
  cli.result({ source: name, active: isActive }, () => [
    cli.ok(
      isActive
        ? say(`Nguồn ${name} được bật`, `The source ${name} is switched on`)
        : say(
            `Nguồn ${name} đã tắt; chứng từ đang ký dở vẫn được trả về`,
            `The source ${name} is switched off; what is in hand is still delivered`,
          ),
    ),
  ])
}
