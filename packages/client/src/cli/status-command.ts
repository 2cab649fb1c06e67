import type { Readiness } from '@congky/shared'
import { parseAddress } from '../address.ts'
import { GatewayApi } from '../gateway-api.ts'
import { nodePlatform } from '../node/node-platform.ts'
import { type CliContext, type ExitCode, exitCodes, print, printJson, say } from './cli-context.ts'
import { chooseTarget, type TargetOptions } from './gateway-target.ts'
import { textTable } from './text-table.ts'

/** `congky-client status`: whether the gateway can sign now, and what it waits for. */
export async function statusCommand(context: CliContext, options: TargetOptions): Promise<ExitCode> {
  const target = await chooseTarget(context, options)
  const address = parseAddress(target.url, target.fingerprint)
  const readiness = await new GatewayApi(nodePlatform(address, target.accessKey)).status(context.signal)
  const isReady = readiness.status === 'ok'
  if (context.json) printJson(context, { url: address.base, ready: isReady, ...readiness })
  else printStatus(context, address.base, readiness, isReady)
  return isReady ? exitCodes.done : exitCodes.failed
}

/** States of tokens, sources and requests in Vietnamese; the gateway's own words are English. */
const states: Readonly<Record<string, string>> = {
  ready: 'sẵn sàng',
  running: 'đang chạy',
  locked: 'chưa mở khóa',
  'pin-refused': 'PIN bị từ chối',
  absent: 'chưa cắm',
  faulty: 'tạm ngưng',
  starting: 'đang khởi động',
  paused: 'tạm dừng',
  unavailable: 'không kết nối được',
  received: 'đã nhận',
  'awaiting-approval': 'chờ duyệt',
  held: 'đang chờ',
  signed: 'đã ký',
  rejected: 'bị từ chối',
  undelivered: 'chưa trả kết quả',
}

function printStatus(context: CliContext, url: string, readiness: Readiness, isReady: boolean): void {
  const { state, problems, tokens, sources, jobs } = readiness
  const word = (name: string) => say(context, states[name] ?? name, name)
  const verdict = isReady
    ? say(context, 'sẵn sàng ký', 'ready to sign')
    : say(context, 'CHƯA ký được', 'NOT ready to sign')
  print(context, `${url}: ${verdict} (${word(state)})`)
  const parts = [
    ...tokens.map((token) => [`  ${say(context, 'USB token', 'token')}`, token.name, word(token.state)]),
    ...sources.map((source) => [`  ${say(context, 'nguồn', 'source')}`, source.name, word(source.state)]),
  ]
  for (const line of textTable(parts)) print(context, line)
  for (const problem of problems) print(context, `  ! ${problem}`)
  const counts = Object.entries(jobs).filter(([, count]) => count > 0)
  if (counts.length > 0) {
    const list = counts.map(([name, count]) => `${word(name)} ${count}`).join(', ')
    print(context, `  ${say(context, 'yêu cầu', 'requests')}: ${list}`)
  }
}
