/**
 * A morning at a customs agent's office, played with the real gateway: tokens are unlocked, a table of
 * declarations is drained, a workstation signs over WebSocket, another program with curl, and every result
 * is checked by programs that are not ours. Exits with 0 only when all of it held.
 *
 * npm run demo -- [--out <folder>] [--keep]
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { freePort } from '../test/support/free-port.ts'
import { checkHistory, checkResults } from './checks.ts'
import { Declarants } from './declarants.ts'
import { exportHistory } from './history.ts'
import { issueIdentities, unlockTokens } from './office.ts'
import { saveResults, showResults } from './results.ts'
import { RunningGateway } from './running-gateway.ts'
import { line, paint, scene } from './terminal.ts'
import { plugTokensIn } from './token-drawer.ts'
import { signAtWorkstation } from './workstation.ts'

const HELP = `npm run demo -- [--out <folder>] [--keep]

  --out <folder>  nơi lưu chứng từ đã ký và certificates.pem (mặc định: demo-out)
                  where the signed documents and certificates.pem go (default: demo-out)
  --keep          để cổng ký chạy tiếp đến khi bấm Ctrl+C
                  leaves the gateway running until Ctrl+C`

/** Paths that a person gives count from where npm was called. */
const calledFrom = process.env.INIT_CWD ?? process.cwd()

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { out: { type: 'string' }, keep: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  })
  if (values.help) {
    console.log(HELP)
    return 0
  }
  const out = resolve(calledFrom, values.out ?? 'demo-out')
  mkdirSync(out, { recursive: true })
  // Short, because the path of a local socket may have about a hundred characters.
  const folder = mkdtempSync(join(tmpdir(), 'congky-demo-'))
  const stopped = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort(signal))
  try {
    return await play({ folder, out, keep: values.keep === true, stopped: stopped.signal })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Stage {
  /** Everything that is thrown away afterwards. */
  readonly folder: string
  readonly out: string
  readonly keep: boolean
  readonly stopped: AbortSignal
}

async function play({ folder, out, keep, stopped }: Stage): Promise<number> {
  const startedAt = performance.now()
  console.log(
    `\n${paint.bold('CỔNG KÝ')}  một buổi sáng ở đại lý hải quan  ${paint.dim("a morning at a customs agent's")}`,
  )

  scene('USB token của văn phòng', 'the tokens')
  const identities = await issueIdentities()
  const drawer = await plugTokensIn(identities, join(folder, 'token'))

  scene('Tờ khai chờ ký trong cơ sở dữ liệu', 'declarations waiting in the database')
  const port = await freePort()
  const gateway = new RunningGateway({ folder, port, drawer, identities })
  const declarants = await Declarants.open(gateway)

  stopped.addEventListener('abort', () => void gateway.stop())
  try {
    scene('Cổng ký', 'the gateway')
    await gateway.start()
    await declarants.waitUntilTaken()
    await unlockTokens(gateway, identities)
    const fromTable = await declarants.waitUntilSigned(identities)

    scene('Máy trạm', 'a workstation')
    const fromWorkstation = await signAtWorkstation(gateway, join(folder, 'may-tram'), identities)
    const results = [...fromTable, ...fromWorkstation]

    scene('Kiểm tra độc lập', 'independent checks')
    saveResults(out, results, identities)
    const records = await exportHistory(gateway, join(out, 'lich-su.jsonl'))
    const isGood = [
      await checkResults(results, identities.authority.certificatePem),
      await checkHistory(gateway, records, results),
    ]
    const held = isGood.every((good) => good)

    scene('Kết quả', 'results')
    showResults(results, records)
    console.log()
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    const verdict = held
      ? paint.green(paint.bold(`ĐẠT: ${results.length}/${results.length} chứng từ đã ký, kiểm tra đúng cả`))
      : paint.red(paint.bold('KHÔNG ĐẠT: xem các dòng ✘ ở trên / see the lines marked ✘'))
    line(`${verdict}  ${paint.dim(held ? `all signed and checked  ${seconds} s` : `${seconds} s`)}`)
    line(`Tệp ở ${out}  ${paint.dim('signed files, certificates.pem, lich-su.jsonl')}`)
    if (keep) await keepRunning(gateway)
    return held ? 0 : 1
  } finally {
    declarants.close()
    await gateway.stop()
  }
}

async function keepRunning(gateway: RunningGateway): Promise<void> {
  scene('Cổng ký vẫn chạy', 'the gateway keeps running')
  const { address, fingerprint } = await gateway.setup()
  line(`Trang quản trị / console: ${address}`)
  line(`  ${paint.dim(`trình duyệt sẽ cảnh báo; so dấu vân tay / the browser warns; compare: ${fingerprint}`)}`)
  line(`Cấu hình / configuration: ${gateway.configFile}`)
  line(`Thử / try: npx congky status --config ${gateway.configFile}`)
  line(`           npx congky history list --config ${gateway.configFile}`)
  line('Dừng / stop: Ctrl+C (thư mục tạm sẽ bị xóa / the temporary folder is removed)')
  await gateway.ended()
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    console.error(`\n${paint.red('✘')} ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  },
)
