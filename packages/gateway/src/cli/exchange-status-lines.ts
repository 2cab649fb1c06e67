/** The exchange with customs on the screen of `congky status`. */
import type { ErrorView, GatewayStatus, ReceiveView, SendView } from '@congky/shared'
import type { Cli } from './cli.ts'
import { printable } from './output/display-width.ts'

/** Nothing where there is no exchange. */
export function exchangeLines({ exchange }: Pick<GatewayStatus, 'exchange'>, cli: Cli): string[] {
  if (exchange === null) return []
  const { receive, send } = exchange
  return [
    '',
    cli.paint.bold(cli.say('Hải quan', 'Customs')),
    ...(receive ? receiveLines(receive, cli) : []),
    ...(send ? sendLines(send, cli) : []),
  ]
}

function receiveLines({ path, received, lastReceivedAt, lastProblem }: ReceiveView, cli: Cli): string[] {
  const { say } = cli
  const last =
    lastReceivedAt === null
      ? say('chưa có thông điệp nào từ lúc khởi động', 'nothing came since the start')
      : say(
          `${cli.number(received)} thông điệp từ lúc khởi động, gần nhất ${cli.time(lastReceivedAt)}`,
          `${cli.number(received)} since the start, the last at ${cli.time(lastReceivedAt)}`,
        )
  return [
    `  ${say('Hải quan gửi đến', 'From customs')} ${path}: ${last}`,
    ...(lastProblem === null ? [] : problemLines(lastProblem, cli)),
  ]
}

function sendLines({ signing, waiting, unknown, held, problem }: SendView, cli: Cli): string[] {
  const { say } = cli
  const parts = [
    [signing, say('đang ký', 'being signed')],
    [waiting, say('chờ gửi', 'to be sent')],
    [unknown, say('chưa rõ hải quan đã nhận chưa', 'without an answer')],
    [held, say('cần người xử lý', 'held')],
  ] as const
  const open = parts.filter(([count]) => count > 0).map(([count, words]) => `${cli.number(count)} ${words}`)
  const standing = open.length === 0 ? say('không còn thông điệp nào chờ', 'nothing waits') : open.join(' · ')
  return [
    `  ${say('Gửi hải quan', 'To customs')}: ${standing}`,
    ...(held === 0
      ? []
      : [`      ${cli.next(say('Xem lý do: congky exchange list', 'See why: congky exchange list'))}`]),
    ...(problem === null ? [] : problemLines(problem, cli)),
  ]
}

function problemLines({ message, messageVi, next, nextVi }: ErrorView, cli: Cli): string[] {
  const todo = cli.say(nextVi ?? '', next ?? '')
  return [
    ...cli.paragraph(cli.say(messageVi ?? message, message), 6),
    ...(todo === '' ? [] : [`      ${cli.next(printable(todo))}`]),
  ]
}
